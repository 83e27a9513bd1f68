package dev.dryrack.serving.engine;

/** The replicas as a router sees them. */
final class ReplicaView implements RouterView {

  private final LockstepGroup[] replicas;
  private final LoadTree loads;

  ReplicaView(LockstepGroup[] replicas) {
    this.replicas = replicas;
    loads = new LoadTree(replicas.length);
  }

  @Override
  public int targets() {
    return replicas.length;
  }

  @Override
  public int requests(int replica) {
    return loads.load(replica);
  }

  @Override
  public int fewestRequests() {
    return loads.leastLoaded();
  }

  /** A replica has so many requests more. */
  void change(int replica, int requests) {
    loads.change(replica, requests);
  }

  @Override
  public long knownTokens(int replica) {
    return replicas[replica].state.totalKnownTokens();
  }
}
