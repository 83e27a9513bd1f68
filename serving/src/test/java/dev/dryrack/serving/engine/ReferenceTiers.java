package dev.dryrack.serving.engine;

import dev.dryrack.serving.cache.LowerTier;
import dev.dryrack.serving.cache.Offload;
import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** Host memory and the tiers below it again: sets of block names in the order of their use. */
final class ReferenceTiers {

  private static final Comparator<Sequence> AS_SENT =
      Comparator.<Sequence>comparingLong(s -> s.sent).thenComparingInt(s -> s.id);

  private static final String WRITE = "write";

  /** A request whose blocks are on their way. */
  private static final class Fetch {
    final Sequence sequence;
    final int from;
    final int to;
    int reads;

    /** Reads that are over on the link, and when their blocks are there. */
    final List<Long> arrivals = new ArrayList<>();

    Fetch(Sequence sequence, int from, int to) {
      this.sequence = sequence;
      this.from = from;
      this.to = to;
    }
  }

  /** A read of a tier. */
  private record Read(Fetch fetch, int blocks) {}

  private static final class Tier {
    final LowerTier spec;
    final Map<Integer, Set<String>> stores = new LinkedHashMap<>();
    final List<ReferenceLink> reads = new ArrayList<>();
    final List<ReferenceLink> writes = new ArrayList<>();
    final int[] waiting;
    final int[] writing;
    long read;
    long written;
    long lost;
    long hits;

    Tier(LowerTier spec, int places) {
      this.spec = spec;
      int links = (places - 1) / spec.ranksPerLink() + 1;
      for (int i = 0; i < links; i++) {
        reads.add(new ReferenceLink());
        writes.add(spec.duplex() ? new ReferenceLink() : reads.get(i));
      }
      waiting = new int[links];
      writing = new int[links];
    }

    Set<String> store(int place) {
      return stores.computeIfAbsent(place / spec.ranksPerStore(), i -> new LinkedHashSet<>());
    }

    void startWrite(int link, long now) {
      if (writing[link] == 0 && waiting[link] > 0) {
        writing[link] = waiting[link];
        waiting[link] = 0;
        writes.get(link).start(now, WRITE, writing[link] * spec.writePicosPerBlock());
      }
    }
  }

  private final ServingSetup setup;
  private final Offload offload;
  private final BiFunction<Sequence, Integer, String> key;
  private final int places;
  private final Map<Integer, Set<String>> hosts = new LinkedHashMap<>();
  private final Map<Integer, List<String>> left = new LinkedHashMap<>();
  private final List<Tier> tiers = new ArrayList<>();
  private final List<Fetch> fetches = new ArrayList<>();
  long hostHits;
  long hostWritten;
  long hostLoaded;
  long fetched;

  ReferenceTiers(ServingSetup setup, Offload offload, BiFunction<Sequence, Integer, String> key) {
    this.setup = setup;
    this.offload = offload;
    this.key = key;
    places = setup.replicas() * setup.ranksPerReplica();
    offload.below().forEach(spec -> tiers.add(new Tier(spec, places)));
  }

  private int place(Sequence s) {
    return s.replica * setup.ranksPerReplica() + s.rank;
  }

  private Set<String> host(int place) {
    return hosts.computeIfAbsent(place, i -> new LinkedHashSet<>());
  }

  private static boolean touch(Set<String> store, String block) {
    boolean there = store.remove(block);
    if (there) {
      store.add(block);
    }
    return there;
  }

  private static void rename(Set<String> store, String from, String to) {
    if (!store.contains(from) || store.contains(to)) {
      return;
    }
    List<String> all = new ArrayList<>(store);
    all.set(all.indexOf(from), to);
    store.clear();
    store.addAll(all);
  }

  void renamed(int place, String from, String to) {
    rename(host(place), from, to);
    tiers.forEach(tier -> rename(tier.store(place), from, to));
  }

  /** A GPU loses a block. */
  void evicted(int place, String block) {
    if (!host(place).contains(block)) {
      hostWritten++;
    }
    toHost(place, block);
  }

  private void toHost(int place, String block) {
    Set<String> host = host(place);
    if (touch(host, block)) {
      return;
    }
    if (host.size() == offload.host().blocks()) {
      String oldest = host.iterator().next();
      host.remove(oldest);
      left.computeIfAbsent(place, i -> new ArrayList<>()).add(oldest);
    }
    host.add(block);
  }

  /** Blocks in host memory from the given one on. */
  int hostRun(Sequence s, int from, int most) {
    int at = from;
    while (at < most && host(place(s)).contains(key.apply(s, at))) {
      at++;
    }
    return at - from;
  }

  /** Loads blocks; returns what that takes. */
  long load(Sequence s, int from, int to) {
    if (from == to) {
      return 0;
    }
    hostLoaded += to - from;
    for (int at = to - 1; at >= from; at--) {
      touch(host(place(s)), key.apply(s, at));
    }
    if (s.preemptions == 0) {
      int rest = to - from;
      for (int t = 0; t < tiers.size() && !s.fetchedByTier.isEmpty(); t++) {
        int credited = Math.min(rest, s.fetchedByTier.get(t));
        tiers.get(t).hits += (long) credited * setup.blockTokens();
        rest -= credited;
      }
      hostHits += (long) rest * setup.blockTokens();
    }
    return offload.host().latencyPicos() + (to - from) * offload.host().picosPerBlock();
  }

  /** Whether a new request has to wait until blocks are there. */
  boolean fetch(Sequence s, int inGpu, long now) {
    int at = inGpu;
    int most = (s.prompt - 1) / setup.blockTokens();
    int[] from = new int[tiers.size()];
    boolean below = false;
    while (at < most) {
      String block = key.apply(s, at);
      if (!host(place(s)).contains(block)) {
        int tier = 0;
        while (tier < tiers.size() && !tiers.get(tier).store(place(s)).contains(block)) {
          tier++;
        }
        if (tier == tiers.size()) {
          break;
        }
        from[tier]++;
        below = true;
      }
      at++;
    }
    if (!below) {
      return false;
    }
    Fetch fetch = new Fetch(s, inGpu, at);
    for (int t = 0; t < tiers.size(); t++) {
      Tier tier = tiers.get(t);
      for (int block = at - 1; block >= inGpu; block--) {
        touch(tier.store(place(s)), key.apply(s, block));
      }
      s.fetchedByTier.add(from[t]);
      if (from[t] > 0) {
        fetch.reads++;
        tier.reads
            .get(place(s) / tier.spec.ranksPerLink())
            .start(now, new Read(fetch, from[t]), from[t] * tier.spec.readPicosPerBlock());
      }
    }
    fetches.add(fetch);
    return true;
  }

  long nextPicos() {
    long time = Long.MAX_VALUE;
    for (Tier tier : tiers) {
      for (int link = 0; link < tier.waiting.length; link++) {
        time = Math.min(time, tier.reads.get(link).end());
        time = Math.min(time, tier.writes.get(link).end());
      }
    }
    for (Fetch fetch : fetches) {
      for (long arrival : fetch.arrivals) {
        time = Math.min(time, arrival);
      }
    }
    return time;
  }

  /** Transfers that end now; returns the requests whose blocks are all there. */
  List<Sequence> settle(long now) {
    for (Tier tier : tiers) {
      for (int link = 0; link < tier.waiting.length; link++) {
        List<Object> ended = new ArrayList<>(tier.reads.get(link).ended(now));
        if (tier.spec.duplex()) {
          ended.addAll(tier.writes.get(link).ended(now));
        }
        for (Object what : ended) {
          if (what instanceof Read read) {
            tier.read += read.blocks;
            read.fetch.arrivals.add(now + tier.spec.latencyPicos());
          } else {
            tier.written += tier.writing[link];
            tier.writing[link] = 0;
            tier.startWrite(link, now);
          }
        }
      }
    }
    List<Fetch> there = new ArrayList<>();
    for (Fetch fetch : fetches) {
      while (fetch.arrivals.remove(now)) {
        fetch.reads--;
      }
      if (fetch.reads == 0) {
        there.add(fetch);
      }
    }
    fetches.removeAll(there);
    there.sort(Comparator.comparing(fetch -> fetch.sequence, AS_SENT));
    List<Sequence> requests = new ArrayList<>();
    for (Fetch fetch : there) {
      Sequence s = fetch.sequence;
      for (int at = fetch.to - 1; at >= fetch.from; at--) {
        toHost(place(s), key.apply(s, at));
      }
      fetched++;
      requests.add(s);
    }
    return requests;
  }

  boolean hasLeft() {
    return !left.isEmpty() && !tiers.isEmpty();
  }

  /** What host memories have lost goes down, rank by rank. */
  void spill(long now) {
    for (int place = 0; place < places; place++) {
      for (String block : left.getOrDefault(place, List.of())) {
        goDown(place, block);
      }
    }
    left.clear();
    for (Tier tier : tiers) {
      for (int link = 0; link < tier.waiting.length; link++) {
        tier.startWrite(link, now);
      }
    }
  }

  private void goDown(int place, String block) {
    String moving = block;
    for (Tier tier : tiers) {
      Set<String> store = tier.store(place);
      int link = place / tier.spec.ranksPerLink();
      if (touch(store, moving)) {
        return;
      }
      if (tier.waiting[link] + tier.writing[link] >= tier.spec.bufferBlocks()) {
        tier.lost++;
        return;
      }
      tier.waiting[link]++;
      boolean full = store.size() == tier.spec.blocks();
      String oldest = full ? store.iterator().next() : "";
      store.remove(oldest);
      store.add(moving);
      if (!full) {
        return;
      }
      moving = oldest;
    }
  }

  long read(int tier) {
    return tiers.get(tier).read;
  }

  long written(int tier) {
    return tiers.get(tier).written;
  }

  long lost(int tier) {
    return tiers.get(tier).lost;
  }

  long hits(int tier) {
    return tiers.get(tier).hits;
  }
}
