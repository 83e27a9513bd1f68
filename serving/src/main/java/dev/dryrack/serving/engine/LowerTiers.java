package dev.dryrack.serving.engine;

import dev.dryrack.serving.cache.BlockChain;
import dev.dryrack.serving.cache.BlockStore;
import dev.dryrack.serving.cache.LowerTier;
import dev.dryrack.serving.cache.Offload;
import dev.dryrack.serving.link.SharedLink;
import dev.dryrack.serving.metrics.PrefixCacheStatistics;
import dev.dryrack.serving.metrics.TierResult;
import dev.dryrack.sim.EventHandler;
import dev.dryrack.sim.Simulation;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The tiers below host memory: requests whose blocks are fetched from them before they wait for a
 * place, and the blocks that host memory loses to them.
 *
 * <p>When a request is sent to a rank, its blocks behind those that the GPUs have are looked for in
 * host memory and then in each tier, as long as there is no gap. If some are only below, the
 * request comes to the rank's queue when all of these have been read into host memory. Transfers
 * share links while they overlap.
 *
 * <p>At equal times steps end, requests arrive, transfers end; then those whose blocks are there
 * join their queues in the order of sending; then steps begin; at last what host memories have lost
 * goes down, rank by rank, and writes begin.
 *
 * <p>Units: picoseconds, blocks. O(1) per block, O(log transfers) per transfer; allocates only when
 * its arrays grow. Not thread-safe.
 */
final class LowerTiers implements EventHandler {

  private static final int LINK = 0;
  private static final int ARRIVED = 2;
  private static final int SETTLE = 3;
  private static final int SPILL = 4;

  /** After all else at the same time, but for the begin of the measured window. */
  private static final int SPILL_PRIORITY = 6;

  /** The number of a write on a link; reads have those of their requests. */
  private static final int WRITE = -2;

  private final RequestSlots slots;
  private final LockstepGroup[] replicas;
  private final Simulation simulation;
  private final PrefixCacheStatistics statistics;
  private final int ranks;
  private final int component;
  private final TierState[] tiers;

  /** Of all links of all tiers: the link, its tier and which it is there. */
  private final TierLink[] links;

  private final int[] tierOfLink;
  private final int[] linkOfTier;

  private final SlotQueue justArrived = new SlotQueue();
  private long settlesAtPicos = -1;
  private long spillsAtPicos = -1;

  /** By slot, while its blocks are fetched: their range, where, since when, and how many reads. */
  private int[] fromBlock = new int[0];

  private int[] toBlock = new int[0];
  private int[] place = new int[0];
  private long[] sincePicos = new long[0];
  private int[] reads = new int[0];

  /** Blocks fetched for a slot, by tier. */
  private final int[][] fetched;

  private long fetches;
  private double waitPicos;

  LowerTiers(
      Offload offload,
      RequestSlots slots,
      LockstepGroup[] replicas,
      Simulation simulation,
      PrefixCacheStatistics statistics) {
    this.statistics = statistics;
    this.slots = slots;
    this.replicas = replicas;
    this.simulation = simulation;
    ranks = replicas[0].state.ranks;
    component = simulation.register("KV tiers", this);
    List<LowerTier> below = offload.below();
    int all = ranks * replicas.length;
    int count = 0;
    for (LowerTier tier : below) {
      count += TierState.parts(all, tier.ranksPerLink());
    }
    links = new TierLink[2 * count];
    tierOfLink = new int[links.length];
    linkOfTier = new int[links.length];
    tiers = new TierState[below.size()];
    fetched = new int[below.size()][0];
    int first = 0;
    for (int t = 0; t < tiers.length; t++) {
      int parts = TierState.parts(all, below.get(t).ranksPerLink());
      tiers[t] =
          new TierState(
              below.get(t),
              all,
              makeLinks(t, first, parts),
              below.get(t).duplex()
                  ? makeLinks(t, first + parts, parts)
                  : Arrays.copyOfRange(links, first, first + parts));
      first += 2 * parts;
    }
    for (LockstepGroup replica : replicas) {
      Objects.requireNonNull(replica.state.reuse).spillTo(this);
    }
  }

  private TierLink[] makeLinks(int tier, int first, int parts) {
    for (int i = 0; i < parts; i++) {
      tierOfLink[first + i] = tier;
      linkOfTier[first + i] = i;
      links[first + i] = new TierLink(simulation, component, LINK, first + i);
    }
    return Arrays.copyOfRange(links, first, first + parts);
  }

  /**
   * Fetches what a new request finds below host memory. Returns whether there is any: then the
   * request comes to the rank later.
   */
  boolean fetch(int replica, int rank, int slot) {
    grow(slot);
    PrefixReuse reuse = Objects.requireNonNull(replicas[replica].state.reuse);
    reuse.submitted(rank, slot);
    BlockChain chain = Objects.requireNonNull(slots.chain[slot]);
    HostStore host = Objects.requireNonNull(reuse.host(rank));
    int at = replica * ranks + rank;
    int from = reuse.blocksInGpu(rank, slot);
    int most = (slots.promptTokens[slot] - 1) / replicas[0].state.kv.blockTokens;
    int to = from;
    boolean found = true;
    boolean isBelow = false;
    while (found && to < most) {
      long key = chain.key(to);
      int tier = host.contains(key) ? -1 : tierWith(at, key);
      found = tier < tiers.length;
      if (found) {
        to++;
        if (tier >= 0) {
          isBelow = true;
          fetched[tier][slot]++;
        }
      }
    }
    if (isBelow) {
      startReads(at, slot, from, to);
      replicas[replica].state.comes(rank);
    }
    return isBelow;
  }

  /** The first tier that has a block of a rank; behind the last if none has. */
  private int tierWith(int at, long key) {
    int tier = 0;
    while (tier < tiers.length && !tiers[tier].store(at).contains(key)) {
      tier++;
    }
    return tier;
  }

  private void startReads(int at, int slot, int from, int to) {
    long now = simulation.nowPicos();
    place[slot] = at;
    fromBlock[slot] = from;
    toBlock[slot] = to;
    sincePicos[slot] = now;
    BlockChain chain = Objects.requireNonNull(slots.chain[slot]);
    for (int t = 0; t < tiers.length; t++) {
      for (int block = to - 1; block >= from; block--) {
        tiers[t].store(at).touch(chain.key(block));
      }
      if (fetched[t][slot] > 0) {
        reads[slot]++;
        tiers[t].read(now, at, slot, fetched[t][slot]);
      }
    }
  }

  /**
   * How many of the blocks that an admitted request loads from host memory were fetched for it;
   * counts them for their tiers.
   */
  int creditFetched(int slot, int loaded, int blockTokens) {
    int sum = 0;
    for (int t = 0; t < tiers.length && slot < fetched[t].length; t++) {
      int credited = Math.min(fetched[t][slot], loaded - sum);
      sum += credited;
      if (credited > 0) {
        statistics.foundInTier(t + 1, (long) credited * blockTokens);
      }
    }
    return sum;
  }

  /** A block of a rank has another key. */
  void renamed(int at, long from, long to) {
    for (TierState tier : tiers) {
      tier.store(at).rename(from, to);
    }
  }

  /** Blocks leave a host memory; they go down when all else at this time is done. */
  void blocksLeave() {
    long now = simulation.nowPicos();
    if (spillsAtPicos != now) {
      spillsAtPicos = now;
      simulation.schedule(now, SPILL_PRIORITY, component, SPILL, 0);
    }
  }

  @Override
  public void onEvent(int type, long argument) {
    long now = simulation.nowPicos();
    switch (type) {
      case LINK -> endTransfers((int) argument, now);
      case ARRIVED -> arrived((int) argument, now);
      case SETTLE -> settle(now);
      case SPILL -> spill(now);
      default -> throw new IllegalStateException("event " + type);
    }
  }

  private void endTransfers(int link, long now) {
    TierLink ends = links[link];
    ends.eventCame();
    TierState tier = tiers[tierOfLink[link]];
    int transfer = ends.finish(now);
    while (transfer != SharedLink.NONE) {
      if (transfer == WRITE) {
        tier.written(now, linkOfTier[link], WRITE);
      } else {
        tier.blocksRead(fetched[tierOfLink[link]][transfer]);
        simulation.schedule(
            now + tier.tier.latencyPicos(),
            LockstepGroup.TRANSFER_PRIORITY,
            component,
            ARRIVED,
            transfer);
      }
      transfer = ends.finish(now);
    }
  }

  private void arrived(int slot, long now) {
    if (--reads[slot] > 0) {
      return;
    }
    justArrived.add(slot);
    for (int i = justArrived.size() - 1;
        i > 0 && wasSentBefore(slot, justArrived.get(i - 1));
        i--) {
      justArrived.swap(i, i - 1);
    }
    if (settlesAtPicos != now) {
      settlesAtPicos = now;
      simulation.schedule(now, LockstepGroup.SETTLE_PRIORITY, component, SETTLE, 0);
    }
  }

  private boolean wasSentBefore(int one, int other) {
    long difference = slots.sentPicos[one] - slots.sentPicos[other];
    return difference < 0 || (difference == 0 && slots.id[one] < slots.id[other]);
  }

  private void settle(long now) {
    settlesAtPicos = -1;
    while (!justArrived.isEmpty()) {
      int slot = justArrived.remove();
      LockstepGroup replica = replicas[place[slot] / ranks];
      int rank = place[slot] % ranks;
      HostStore host =
          Objects.requireNonNull(Objects.requireNonNull(replica.state.reuse).host(rank));
      host.keep(Objects.requireNonNull(slots.chain[slot]), fromBlock[slot], toBlock[slot]);
      fetches++;
      waitPicos += now - sincePicos[slot];
      place[slot] = -1;
      replica.state.arrives(rank);
      replica.submit(rank, slot);
    }
  }

  private void spill(long now) {
    spillsAtPicos = -1;
    for (int at = 0; at < ranks * replicas.length; at++) {
      HostStore host = Objects.requireNonNull(replicas[at / ranks].state.reuse).host(at % ranks);
      if (host != null && host.leftCount() > 0) {
        for (int i = 0; i < host.leftCount(); i++) {
          goDown(at, host.left(i));
        }
        host.forgetLeft();
      }
    }
    for (TierState tier : tiers) {
      tier.startWrites(now, WRITE);
    }
  }

  private void goDown(int at, long key) {
    long moving = key;
    for (TierState tier : tiers) {
      BlockStore store = tier.store(at);
      if (!tier.take(at, moving)) {
        return;
      }
      moving = store.evictedKey();
    }
  }

  /** Shows the requests whose blocks are fetched to a recorder. */
  void showUnfinished(RequestRecorder recorder, RequestView request) {
    for (int slot = 0; slot < place.length; slot++) {
      if (place[slot] >= 0) {
        recorder.unfinished(request.unfinished(slot, place[slot] / ranks, 0));
      }
    }
  }

  /** What tier {@code t} came to. */
  TierResult result(int t, long endPicos, long hitTokens) {
    return tiers[t].result(endPicos, hitTokens, fetches, waitPicos);
  }

  private void grow(int slot) {
    if (slot >= place.length) {
      int old = place.length;
      int size = Math.max(2 * old, slot + 64);
      fromBlock = Arrays.copyOf(fromBlock, size);
      toBlock = Arrays.copyOf(toBlock, size);
      place = Arrays.copyOf(place, size);
      Arrays.fill(place, old, size, -1);
      sincePicos = Arrays.copyOf(sincePicos, size);
      reads = Arrays.copyOf(reads, size);
      for (int t = 0; t < tiers.length; t++) {
        fetched[t] = Arrays.copyOf(fetched[t], size);
      }
    }
    for (int t = 0; t < tiers.length; t++) {
      fetched[t][slot] = 0;
    }
  }
}
