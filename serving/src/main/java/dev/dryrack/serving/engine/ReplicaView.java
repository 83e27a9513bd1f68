package dev.dryrack.serving.engine;

/** The replicas as a router sees them. */
final class ReplicaView implements RouterView {

  private final LockstepGroup[] replicas;

  ReplicaView(LockstepGroup[] replicas) {
    this.replicas = replicas;
  }

  @Override
  public int targets() {
    return replicas.length;
  }

  @Override
  public int requests(int replica) {
    return replicas[replica].totalRequests();
  }

  @Override
  public long knownTokens(int replica) {
    return replicas[replica].totalKnownTokens();
  }
}
