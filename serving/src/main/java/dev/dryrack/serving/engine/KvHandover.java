package dev.dryrack.serving.engine;

import static dev.dryrack.serving.engine.RequestSlots.WAITING;

import dev.dryrack.serving.link.SharedLink;
import dev.dryrack.serving.metrics.RunCollector;
import dev.dryrack.serving.metrics.TransferResult;
import dev.dryrack.serving.router.LoadTree;
import dev.dryrack.serving.router.RoutedRequest;
import dev.dryrack.sim.EventHandler;
import dev.dryrack.sim.Simulation;
import java.util.Arrays;

/**
 * The way of a request through prefill and decode pools.
 *
 * <p>A request is held until the prefill rank chosen for it has room for its prompt beside all that
 * the rank was sent and whose KV has not been moved: KV stays where it was computed until its
 * transfer ends. The prefill rank computes the prompt. Then the request waits, first come first
 * served, until the decode rank with the fewest requests has room for the prompt's KV beside what
 * is on its way there, and fewer than max-num-seqs requests. Its blocks then cross the port, shared
 * with other transfers; afterwards it joins the decode rank's queue, computes the last prompt token
 * again and emits its first token. A full decode pool so holds up the prefill pool, and that the
 * client. On a decode rank preemption recomputes the whole prompt there.
 *
 * <p>Invariant: a request of a disaggregated system is in exactly one of: held, a prefill replica,
 * waiting for room, transferred, a decode replica. Room is asked for, not taken, so a decode rank
 * may let an arrived request wait when others have grown meanwhile.
 *
 * <p>At equal times steps end, requests arrive, transfers end; then, in one go, arrived requests
 * join decode ranks, transfers start and held requests are sent, each in the order of sending; then
 * steps begin.
 *
 * <p>Units: picoseconds, blocks. O(log) of ranks and of transfers of a port, per request; allocates
 * only when its arrays grow. Not thread-safe.
 *
 * <p>Source: vLLM's disaggregated prefilling with a KV connector (docs/features/disagg_prefill.md
 * and vllm/v1/core/sched/scheduler.py, 0.11, 2025): the decode instance gets the KV of all but the
 * last prompt token and computes that itself.
 */
final class KvHandover implements EventHandler {

  private static final int TRANSFERRED = 0;
  private static final int ARRIVED = 1;
  private static final int SETTLE = 2;
  private static final double SECONDS_PER_PICO = 1e-12;

  /** In place of a prefill rank: the prompt is computed where it decodes. */
  private static final int LOCAL = -1;

  private final Disaggregation pools;
  private final RequestSlots slots;
  private final LockstepGroup[] replicas;
  private final Simulation simulation;
  private final RunCollector collector;
  private final Dispatch dispatch;
  private final RoutedRequest routed = new RoutedRequest();

  /** Ranks of a replica that prefills, and of one that decodes. */
  private final int ranks;

  private final int decodeRanks;
  private final int maxNumSeqs;
  private final int component;

  private final SlotQueue held = new SlotQueue();
  private int heldRank = -1;
  private final SlotQueue finishedPrefills = new SlotQueue();

  /** What became of requests at this time, in the order of sending when it is settled. */
  private final SlotQueue justPrefilled = new SlotQueue();

  private final SlotQueue justArrived = new SlotQueue();
  private long settlesAtPicos = -1;

  /** By prefill rank, over all: blocks of what was sent there and has not left. */
  private final long[] committed;

  /** By decode rank, over all: blocks and requests on their way. */
  private final long[] comingBlocks;

  private final LoadTree decodeLoads;

  private final SharedLink[] ports;
  private final long[] pending;
  private final boolean[] isPending;

  /** By slot, while it is on its way. */
  private int[] trueOutput = new int[64];

  private int[] session = new int[64];
  private int[] prefillRank = new int[64];
  private int[] decodeRank = new int[64];
  private long[] sincePicos = new long[64];
  private long[] leftPicos = new long[64];
  private boolean[] isUnderWay = new boolean[64];

  private int underWay;

  private long transfers;
  private long movedBlocks;
  private double transferPicos;
  private double alonePicos;
  private double waitPicos;
  private long waits;
  private long locals;

  /** Time alone of all KV of transfers, and of the part that was moved during prefills. */
  private double allPicos;

  private double hiddenPicos;

  KvHandover(
      Disaggregation pools,
      ServingSetup setup,
      RequestSlots slots,
      LockstepGroup[] replicas,
      Dispatch dispatch,
      Simulation simulation,
      RunCollector collector) {
    this.pools = pools;
    this.slots = slots;
    this.replicas = replicas;
    this.dispatch = dispatch;
    this.simulation = simulation;
    this.collector = collector;
    ServingSetup ofDecode = setup.ofDecode();
    ranks = setup.ranksPerReplica();
    decodeRanks = ofDecode.ranksPerReplica();
    maxNumSeqs = ofDecode.limits().maxNumSeqs();
    int senders = pools.prefillReplicas() * ranks;
    int receivers = pools.decodeReplicas() * decodeRanks;
    committed = new long[senders];
    comingBlocks = new long[receivers];
    decodeLoads = new LoadTree(receivers);
    ports = new SharedLink[pools.portsOfPrefill() ? senders : receivers];
    Arrays.setAll(ports, i -> new SharedLink());
    pending = new long[ports.length];
    isPending = new boolean[ports.length];
    component = simulation.register("KV transfers", this);
  }

  /** Whether a replica prefills. */
  boolean prefills(int replica) {
    return replica < pools.prefillReplicas();
  }

  /** A new request in its slot, with its true output length and its session or -1. */
  void sent(int slot, int sessionNumber) {
    grow(slot);
    session[slot] = sessionNumber;
    trueOutput[slot] = slots.outputTokens[slot];
    long now = simulation.nowPicos();
    if (slots.promptTokens[slot] <= pools.localTokens()) {
      slots.outputTokens[slot] = trueOutput[slot];
      prefillRank[slot] = LOCAL;
      sincePicos[slot] = now;
      addInOrder(justPrefilled, slot);
    } else {
      slots.outputTokens[slot] = 1;
      held.add(slot);
    }
    settleSoon(now);
  }

  /** At the end of a run: requests have their output lengths again, whatever pool they are in. */
  void restoreOutputs() {
    int count = Math.min(trueOutput.length, slots.outputTokens.length);
    System.arraycopy(trueOutput, 0, slots.outputTokens, 0, count);
  }

  /** Shows the requests that no replica has to a recorder; those held belong to replica 0. */
  void showUnfinished(RequestRecorder recorder, RequestView request) {
    for (int i = 0; i < held.size(); i++) {
      recorder.unfinished(request.unfinished(held.get(i), 0, 0));
    }
    while (!justPrefilled.isEmpty()) {
      finishedPrefills.add(justPrefilled.remove());
    }
    for (int i = 0; i < finishedPrefills.size(); i++) {
      int slot = finishedPrefills.get(i);
      recorder.unfinished(request.unfinished(slot, Math.max(0, prefillRank[slot] / ranks), 0));
    }
    for (int slot = 0; slot < isUnderWay.length; slot++) {
      if (isUnderWay[slot]) {
        recorder.unfinished(request.unfinished(slot, prefillRank[slot] / ranks, 0));
      }
    }
  }

  /** A prefill replica has computed a prompt. */
  void prefilled(int replica, int slot, long now) {
    prefillRank[slot] = replica * ranks + slots.rank[slot];
    dispatch.left(prefillRank[slot], slots.promptTokens[slot]);
    slots.outputTokens[slot] = trueOutput[slot];
    slots.emittedTokens[slot] = 0;
    slots.computedTokens[slot] = 0;
    slots.chunkTokens[slot] = 0;
    slots.state[slot] = WAITING;
    sincePicos[slot] = now;
    collector.handedOver();
    addInOrder(justPrefilled, slot);
    settleSoon(now);
  }

  /** A request has left a decode replica. */
  void decoded(int replica, int slot, long now) {
    int rank = (replica - pools.prefillReplicas()) * decodeRanks + slots.rank[slot];
    decodeLoads.change(rank, -1);
    settleSoon(now);
  }

  /** A step of a replica ends in which a preemption made room. */
  void roomFreed(int replica, long now) {
    if (!prefills(replica)) {
      settleSoon(now);
    }
  }

  @Override
  public void onEvent(int type, long argument) {
    long now = simulation.nowPicos();
    if (type == SETTLE) {
      settle(now);
    } else {
      if (type == ARRIVED) {
        addInOrder(justArrived, (int) argument);
      } else {
        endTransfers((int) argument, now);
      }
      settleSoon(now);
    }
  }

  private void endTransfers(int port, long now) {
    isPending[port] = false;
    int slot = ports[port].finish(now);
    while (slot != SharedLink.NONE) {
      transferred(slot, now);
      slot = ports[port].finish(now);
    }
    schedule(port);
  }

  /** After all that happens at this time, before steps begin. */
  private void settleSoon(long now) {
    if (settlesAtPicos != now) {
      settlesAtPicos = now;
      simulation.schedule(now, LockstepGroup.SETTLE_PRIORITY, component, SETTLE, 0);
    }
  }

  private void settle(long now) {
    settlesAtPicos = -1;
    while (!justArrived.isEmpty()) {
      arrive(justArrived.remove());
    }
    while (!justPrefilled.isEmpty()) {
      finishedPrefills.add(justPrefilled.remove());
    }
    startTransfers(now);
    sendHeld();
  }

  /** Those of one time go on in the order in which they were sent. */
  private void addInOrder(SlotQueue queue, int slot) {
    queue.add(slot);
    for (int at = queue.size() - 1; at > 0 && wasSentBefore(slot, queue.get(at - 1)); at--) {
      queue.swap(at, at - 1);
    }
  }

  private boolean wasSentBefore(int one, int other) {
    long difference = slots.sentPicos[one] - slots.sentPicos[other];
    return difference < 0 || (difference == 0 && slots.id[one] < slots.id[other]);
  }

  private void sendHeld() {
    while (!held.isEmpty()) {
      int slot = held.get(0);
      routed.of(slots.promptTokens[slot], session[slot], slots.chain[slot]);
      if (heldRank < 0) {
        heldRank = dispatch.choose(routed);
      }
      int blocks = blocks(slot);
      if (committed[heldRank] + blocks > replicas[0].state.kv.blocksPerRank) {
        return;
      }
      int replica = heldRank / ranks;
      int rank = heldRank % ranks;
      committed[heldRank] += blocks;
      dispatch.sent(heldRank, routed);
      heldRank = -1;
      held.remove();
      slots.rank[slot] = rank;
      replicas[replica].submit(rank, slot);
    }
  }

  private void startTransfers(long now) {
    while (!finishedPrefills.isEmpty()) {
      int slot = finishedPrefills.get(0);
      int target = decodeLoads.leastLoaded();
      LockstepGroup replica = replicas[pools.prefillReplicas() + target / decodeRanks];
      int blocks = blocks(replica, slot);
      if (decodeLoads.load(target) >= maxNumSeqs
          || replica.state.kv.free[target % decodeRanks] - comingBlocks[target] < blocks) {
        return;
      }
      finishedPrefills.remove();
      decodeLoads.change(target, 1);
      waitPicos += now - sincePicos[slot];
      waits++;
      if (prefillRank[slot] == LOCAL) {
        locals++;
        slots.rank[slot] = target % decodeRanks;
        replica.submit(target % decodeRanks, slot);
      } else {
        comingBlocks[target] += blocks;
        startTransfer(slot, target, now);
      }
    }
  }

  private void startTransfer(int slot, int target, long now) {
    underWay++;
    isUnderWay[slot] = true;
    decodeRank[slot] = target;
    int port = pools.portsOfPrefill() ? prefillRank[slot] : target;
    leftPicos[slot] = leftToMove(slot);
    ports[port].start(now, slot, leftPicos[slot]);
    hiddenPicos += wholePicos(slot) - leftPicos[slot];
    allPicos += wholePicos(slot);
    sincePicos[slot] = now;
    schedule(port);
  }

  /**
   * Time alone on a port of what has to be moved after a prefill: all KV, or, layer by layer, that
   * of the last layer and what the port alone would not have moved since the prefill began.
   */
  private long leftToMove(int slot) {
    long all = wholePicos(slot);
    if (pools.layers() == 1) {
      return all;
    }
    long prefillPicos = sincePicos[slot] - slots.scheduledPicos[slot];
    long last = Math.max(1, all / pools.layers());
    return Math.max(last, all - prefillPicos);
  }

  private long wholePicos(int slot) {
    return blocks(slot) * pools.picosPerBlock();
  }

  private void schedule(int port) {
    if (isPending[port]) {
      simulation.cancel(pending[port]);
    }
    long next = ports[port].nextEndPicos();
    isPending[port] = next != SharedLink.NEVER;
    if (isPending[port]) {
      pending[port] =
          simulation.schedule(next, LockstepGroup.TRANSFER_PRIORITY, component, TRANSFERRED, port);
    }
  }

  private void transferred(int slot, long now) {
    int blocks = blocks(slot);
    transfers++;
    movedBlocks += blocks;
    transferPicos += now - sincePicos[slot] + pools.latencyPicos();
    alonePicos += (double) leftPicos[slot] + pools.latencyPicos();
    committed[prefillRank[slot]] -= blocks;
    simulation.schedule(
        now + pools.latencyPicos(), LockstepGroup.TRANSFER_PRIORITY, component, ARRIVED, slot);
  }

  private void arrive(int slot) {
    int target = decodeRank[slot];
    LockstepGroup replica = replicas[pools.prefillReplicas() + target / decodeRanks];
    comingBlocks[target] -= blocks(replica, slot);
    underWay--;
    isUnderWay[slot] = false;
    slots.computedTokens[slot] = slots.promptTokens[slot] - 1;
    slots.rank[slot] = target % decodeRanks;
    replica.submit(target % decodeRanks, slot);
  }

  /** Blocks of a prompt where it is computed. */
  private int blocks(int slot) {
    return blocks(replicas[0], slot);
  }

  private int blocks(LockstepGroup replica, int slot) {
    KvBlocks kv = replica.state.kv;
    return kv.fixedPerSequence + kv.blocksFor(slots.promptTokens[slot]);
  }

  /** Requests that no replica has: held, waiting for room, or on their way. */
  int between() {
    return held.size() + justPrefilled.size() + finishedPrefills.size() + underWay;
  }

  TransferResult result(long endPicos) {
    double sum = 0;
    double most = 0;
    for (SharedLink port : ports) {
      double busy = endPicos > 0 ? port.busyPicos(endPicos) / (double) endPicos : 0;
      sum += busy;
      most = Math.max(most, busy);
    }
    return new TransferResult(
        pools.prefillReplicas(),
        transfers,
        movedBlocks,
        ports.length,
        mean(transferPicos, transfers),
        mean(alonePicos, transfers),
        mean(waitPicos, waits),
        sum / ports.length,
        most,
        justPrefilled.size() + finishedPrefills.size() + underWay,
        held.size(),
        locals,
        allPicos == 0 ? 0 : hiddenPicos / allPicos);
  }

  private static double mean(double picos, long count) {
    return count == 0 ? 0 : picos / count * SECONDS_PER_PICO;
  }

  private void grow(int slot) {
    if (slot >= trueOutput.length) {
      int size = Math.max(2 * trueOutput.length, slot + 1);
      trueOutput = Arrays.copyOf(trueOutput, size);
      session = Arrays.copyOf(session, size);
      prefillRank = Arrays.copyOf(prefillRank, size);
      decodeRank = Arrays.copyOf(decodeRank, size);
      sincePicos = Arrays.copyOf(sincePicos, size);
      leftPicos = Arrays.copyOf(leftPicos, size);
      isUnderWay = Arrays.copyOf(isUnderWay, size);
    }
  }
}
