package dev.dryrack.serving.engine;

import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Prefill and decode pools again, in plain lists: every transfer keeps what it has left, every port
 * is looked at whenever the clock stands still.
 */
final class ReferencePools {

  /** What the engine around it does. */
  interface Ranks {
    /** Chooses a prefill rank as the routers would, into {@code replica} and {@code rank}. */
    void choose(Sequence s);

    /** It is sent there. */
    void sent(Sequence s);

    ReferenceRank rank(int replica, int rank);
  }

  private static final Comparator<Sequence> AS_SENT =
      Comparator.<Sequence>comparingLong(s -> s.sent).thenComparingInt(s -> s.id);

  private static final class Transfer {
    final Sequence sequence;
    long left;

    Transfer(Sequence sequence, long left) {
      this.sequence = sequence;
      this.left = left;
    }
  }

  private static final class Port {
    final List<Transfer> transfers = new ArrayList<>();
    long since;
    long carried;

    long end() {
      long least = Long.MAX_VALUE;
      for (Transfer transfer : transfers) {
        least = Math.min(least, transfer.left);
      }
      return transfers.isEmpty() ? Long.MAX_VALUE : since + least * transfers.size() - carried;
    }

    void serve(long now) {
      if (!transfers.isEmpty()) {
        long work = now - since + carried;
        long each = work / transfers.size();
        transfers.forEach(transfer -> transfer.left -= each);
        carried = work % transfers.size();
      }
      since = now;
    }
  }

  private final Disaggregation pools;
  private final ServingSetup setup;

  /** Of the replicas that decode. */
  private final ServingSetup decode;

  private final Ranks ranks;
  private final List<Port> ports = new ArrayList<>();
  final List<Sequence> held = new ArrayList<>();
  private final List<Sequence> prefilledNow = new ArrayList<>();
  private final List<Sequence> prefilled = new ArrayList<>();
  private final List<Sequence> transferred = new ArrayList<>();

  /** Those sent to a prefill rank whose KV has not left it. */
  private final List<Sequence> atPrefill = new ArrayList<>();

  /** Those with a decode rank, on their way or there. */
  private final List<Sequence> atDecode = new ArrayList<>();

  private boolean chosen;

  /** Waiting requests look for room only when something has happened that may have made some. */
  private boolean looks;

  long moved;

  ReferencePools(ServingSetup setup, Disaggregation pools, Ranks ranks) {
    this.setup = setup;
    this.pools = pools;
    this.ranks = ranks;
    decode = setup.ofDecode();
    int those =
        pools.portsOfPrefill()
            ? pools.prefillReplicas() * setup.ranksPerReplica()
            : pools.decodeReplicas() * decode.ranksPerReplica();
    for (int i = 0; i < those; i++) {
      ports.add(new Port());
    }
  }

  void somethingHappens() {
    looks = true;
  }

  /** Short prompts go to a decode rank at once, when one has room. */
  void arrived(Sequence s, long now) {
    if (s.prompt <= pools.localTokens()) {
      s.local = true;
      prefilledNow.add(s);
    } else {
      s.outputAtHome = 1;
      held.add(s);
    }
  }

  boolean prefills(int replica) {
    return replica < pools.prefillReplicas();
  }

  void prefilled(Sequence s, long now) {
    s.prefilled = now;
    s.emitted = 0;
    s.computed = 0;
    s.decoding = false;
    prefilledNow.add(s);
    looks = true;
  }

  void decoded(Sequence s) {
    atDecode.remove(s);
    looks = true;
  }

  /** When something here is due. */
  long nextPicos() {
    long time = Long.MAX_VALUE;
    for (Port port : ports) {
      time = Math.min(time, port.end());
    }
    for (Sequence s : transferred) {
      time = Math.min(time, s.arrivesAtDecode);
    }
    return time;
  }

  /** All of one time, after step ends and arrivals. */
  void settle(long now) {
    for (Port port : ports) {
      if (port.end() == now) {
        looks = true;
        port.serve(now);
        for (Transfer transfer : List.copyOf(port.transfers)) {
          if (transfer.left <= 0) {
            port.transfers.remove(transfer);
            atPrefill.remove(transfer.sequence);
            transfer.sequence.arrivesAtDecode = now + pools.latencyPicos();
            transferred.add(transfer.sequence);
            moved++;
          }
        }
      }
    }
    transferred.sort(AS_SENT);
    for (Sequence s : List.copyOf(transferred)) {
      if (s.arrivesAtDecode == now) {
        looks = true;
        transferred.remove(s);
        s.computed = s.prompt - 1;
        join(s);
      }
    }
    prefilledNow.sort(AS_SENT);
    prefilled.addAll(prefilledNow);
    prefilledNow.clear();
    if (!looks) {
      return;
    }
    looks = false;
    while (!prefilled.isEmpty() && transfer(prefilled.get(0), now)) {
      prefilled.remove(0);
    }
    while (!held.isEmpty() && send(held.get(0))) {
      held.remove(0);
    }
  }

  private void join(Sequence s) {
    s.replica = pools.prefillReplicas() + s.decodeRank / decode.ranksPerReplica();
    s.rank = s.decodeRank % decode.ranksPerReplica();
    ranks.rank(s.replica, s.rank).enqueue(s, false);
  }

  private boolean transfer(Sequence s, long now) {
    int decodeRanks = pools.decodeReplicas() * decode.ranksPerReplica();
    int best = 0;
    for (int rank = 1; rank < decodeRanks; rank++) {
      best = requests(rank) < requests(best) ? rank : best;
    }
    long free = decodeRank(best).freeBlocks;
    for (Sequence other : atDecode) {
      boolean coming = other.decodeRank == best && prefills(other.replica);
      free -= coming ? blocks(other, decode) : 0;
    }
    if (requests(best) >= decode.limits().maxNumSeqs() || free < blocks(s, decode)) {
      return false;
    }
    s.decodeRank = best;
    atDecode.add(s);
    if (s.local) {
      join(s);
      return true;
    }
    int sender = s.replica * setup.ranksPerReplica() + s.rank;
    Port port = ports.get(pools.portsOfPrefill() ? sender : best);
    port.serve(now);
    port.transfers.add(new Transfer(s, left(s)));
    return true;
  }

  private long left(Sequence s) {
    long all = blocks(s) * pools.picosPerBlock();
    if (pools.layers() == 1) {
      return all;
    }
    long during = s.prefilled - s.scheduled;
    return Math.max(Math.max(1, all / pools.layers()), all - during);
  }

  private boolean send(Sequence s) {
    if (!chosen) {
      ranks.choose(s);
      chosen = true;
    }
    long taken = blocks(s);
    for (Sequence other : atPrefill) {
      boolean same = other.replica == s.replica && other.rank == s.rank;
      taken += same ? blocks(other) : 0;
    }
    if (taken > setup.blocksPerRank()) {
      return false;
    }
    chosen = false;
    atPrefill.add(s);
    ranks.sent(s);
    ranks.rank(s.replica, s.rank).enqueue(s, false);
    return true;
  }

  private int requests(int decodeRank) {
    return (int) atDecode.stream().filter(s -> s.decodeRank == decodeRank).count();
  }

  private ReferenceRank decodeRank(int rank) {
    return ranks.rank(
        pools.prefillReplicas() + rank / decode.ranksPerReplica(), rank % decode.ranksPerReplica());
  }

  private int blocks(Sequence s) {
    return blocks(s, setup);
  }

  private static int blocks(Sequence s, ServingSetup of) {
    return of.fixedBlocksPerSequence() + (s.prompt + of.blockTokens() - 1) / of.blockTokens();
  }
}
