package dev.dryrack.serving.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Extents give what single blocks give, after every operation of random workloads. */
class PrefixCacheTest {

  private static final class Request {
    final int number;
    final BlockChain chain = new BlockChain(1);
    final long[] keys;
    int taken;
    int entered;

    Request(int number, long[] keys) {
      this.number = number;
      this.keys = keys;
      for (long key : keys) {
        chain.addRun(key, 1);
      }
    }
  }

  @Test
  void extentsEqualSingleBlocksOnThousandsOfRandomWorkloads() {
    long hits = 0;
    long evicted = 0;
    for (long seed = 0; seed < 4_000; seed++) {
      try {
        BlockByBlockCache plain = run(new SplittableRandom(seed));
        hits += plain.hits;
        evicted += plain.evicted;
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(hits).isGreaterThan(20_000);
    assertThat(evicted).isGreaterThan(20_000);
  }

  private static BlockByBlockCache run(SplittableRandom random) {
    int capacity = 3 + random.nextInt(25);
    int longest = 1 + random.nextInt(20);
    PrefixCache cache = new PrefixCache(capacity, 1);
    BlockByBlockCache plain = new BlockByBlockCache(capacity);
    List<long[]> prompts = new ArrayList<>();
    List<Request> running = new ArrayList<>();
    long[] nextKey = {1};
    for (int i = 0; i < 60; i++) {
      if (running.isEmpty() || random.nextInt(3) == 0) {
        Request request = new Request(i, prompt(random, prompts, longest, nextKey));
        prompts.add(request.keys);
        admit(request, random.nextInt(1 + request.keys.length), cache, plain, running);
      } else {
        Request request = running.get(random.nextInt(running.size()));
        if (random.nextBoolean()) {
          go(request, random, cache, plain);
        } else {
          int freed = plain.giveBack(request.number);
          int nameless = request.taken - request.chain.heldBlocks();
          assertThat(cache.giveBack(request.chain, nameless)).isEqualTo(freed);
          running.remove(request);
        }
      }
      assertThat(cache.freeBlocks()).isEqualTo(plain.queue.size());
      assertThat(cache.evictedBlocks()).isEqualTo(plain.evicted);
      assertThat(cache.referencedBlocks()).isEqualTo(plain.referencedNamed());
    }
    return plain;
  }

  private static long[] prompt(
      SplittableRandom random, List<long[]> earlier, int longest, long[] nextKey) {
    int length = 1 + random.nextInt(longest);
    long[] base =
        earlier.isEmpty() || random.nextInt(4) == 0
            ? new long[0]
            : earlier.get(random.nextInt(earlier.size()));
    int shared = Math.min(length, random.nextInt(1 + base.length));
    long[] keys = new long[length];
    System.arraycopy(base, 0, keys, 0, shared);
    for (int j = shared; j < length; j++) {
      nextKey[0] += random.nextInt(6) == 0 ? 2 : 1;
      keys[j] = nextKey[0];
    }
    return keys;
  }

  private static void admit(
      Request request,
      int most,
      PrefixCache cache,
      BlockByBlockCache plain,
      List<Request> running) {
    List<BlockByBlockCache.Block> found = plain.match(request.keys, most);
    assertThat(cache.match(request.chain, most)).isEqualTo(found.size());
    assertThat((long) cache.matchedFreeBlocks())
        .isEqualTo(found.stream().filter(block -> block.references == 0).count());
    plain.acquire(request.number, found);
    cache.acquire(request.chain, found.size());
    request.taken = found.size();
    request.entered = found.size();
    running.add(request);
  }

  /** Computes some more blocks of a request, and gives keys to some of those it has. */
  private static void go(
      Request request, SplittableRandom random, PrefixCache cache, BlockByBlockCache plain) {
    int room = Math.min(plain.queue.size(), request.keys.length - request.taken);
    int blocks = random.nextInt(1 + room);
    cache.take(blocks);
    plain.take(request.number, blocks);
    request.taken += blocks;
    int upTo = request.entered + random.nextInt(1 + request.taken - request.entered);
    cache.enter(request.chain, upTo);
    plain.enter(request.number, request.keys, upTo);
    request.entered = upTo;
  }
}
