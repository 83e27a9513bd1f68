package dev.dryrack.serving.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dryrack.serving.cache.BlockChain;
import dev.dryrack.serving.cache.PromptChains;
import dev.dryrack.sim.random.RandomStreams;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where routers send requests. */
class RoutersTest {

  private static final int BLOCK = OnePrompt.BLOCK;

  private final PromptChains chains = new PromptChains(BLOCK);
  private final Map<Integer, Integer> cached = new HashMap<>();

  private Router router(RouterKind kind, int targets) {
    return kind.create(
        new Targets(
            targets,
            BLOCK,
            1_000,
            (target, chain) -> cached.getOrDefault(target, 0),
            1,
            new RandomStreams(7, 0).stream("router")));
  }

  /** A prompt of blocks with ids from the given one on. */
  private BlockChain prompt(long firstId, int blocks) {
    return chains.of(new OnePrompt(firstId, blocks, 0, 0));
  }

  private RoutedRequest request(long firstId, int blocks) {
    return new RoutedRequest().of(blocks * BLOCK, -1, prompt(firstId, blocks));
  }

  private static RoutedRequest plain(int tokens, int session) {
    return new RoutedRequest().of(tokens, session, null);
  }

  @Test
  void leastTokensCountsPromptsUntilTheirRequestsLeave() {
    Router router = router(RouterKind.LEAST_TOKENS, 3);
    router.sent(0, plain(100, -1));
    router.sent(1, plain(30, -1));
    router.sent(2, plain(40, -1));
    assertThat(router.choose(plain(1, -1))).isEqualTo(1);
    router.sent(1, plain(20, -1));
    assertThat(router.choose(plain(1, -1))).isEqualTo(2);
    router.left(0, 100);
    assertThat(router.choose(plain(1, -1))).isZero();
  }

  @Test
  void ofTwoChoicesTheLessLoadedIsTaken() {
    Router router = router(RouterKind.POWER_OF_TWO, 2);
    router.sent(0, plain(1, -1));
    for (int i = 0; i < 20; i++) {
      assertThat(router.choose(plain(1, -1))).isEqualTo(1);
    }
  }

  /**
   * With n balls in n bins the fullest has ln n / ln ln n (1 + o(1)) by one choice and ln ln n / ln
   * 2 + O(1) by two (Azar et al., Balanced Allocations, SIAM J. Comput. 29(1), 1999): for 4,096
   * about 6 to 8 and 3 to 4.
   */
  @Test
  void twoChoicesBalanceMuchBetterThanOne() {
    assertThat(fullest(RouterKind.RANDOM)).isBetween(6, 9);
    assertThat(fullest(RouterKind.POWER_OF_TWO)).isBetween(3, 4);
  }

  private int fullest(RouterKind kind) {
    int bins = 4_096;
    Router router = router(kind, bins);
    int[] balls = new int[bins];
    int most = 0;
    for (int i = 0; i < bins; i++) {
      int bin = router.choose(plain(1, -1));
      router.sent(bin, plain(1, -1));
      most = Math.max(most, ++balls[bin]);
    }
    return most;
  }

  @Test
  void aSessionStaysWhereItWas() {
    Router router = router(RouterKind.SESSION, 3);
    router.sent(2, plain(10, 5));
    router.sent(2, plain(10, 6));
    assertThat(router.choose(plain(10, 5))).isEqualTo(2);
    router.sent(0, plain(10, 7));
    router.left(0, 10);
    assertThat(router.choose(plain(10, 8))).as("a new one: the fewest sessions").isEqualTo(1);
    assertThat(router.choose(plain(10, -1))).as("none").isZero();
  }

  @Test
  void aKnownBeginningAttractsIfItIsAThirdOfThePrompt() {
    Router router = router(RouterKind.PREFIX_AFFINITY, 4);
    router.sent(2, request(1_000, 10));
    assertThat(router.choose(request(1_000, 20))).isEqualTo(2);
    assertThat(router.choose(request(1_000, 100))).as("10 blocks of 100").isZero();
    assertThat(router.choose(request(5_000, 10))).as("unknown").isZero();
  }

  @Test
  void unevenLoadOverridesAffinity() {
    Router router = router(RouterKind.PREFIX_AFFINITY, 2);
    for (int i = 0; i < 64; i++) {
      router.sent(1, request(1_000, 10));
    }
    assertThat(router.choose(request(1_000, 10))).isEqualTo(1);
    router.sent(1, request(1_000, 10));
    assertThat(router.choose(request(1_000, 10))).as("65 and 0 requests").isZero();
    router.left(1, 160);
    assertThat(router.choose(request(1_000, 10))).isEqualTo(1);
  }

  @Test
  void kvAwareWeighsWhatIsCachedAgainstWhatIsOutstanding() {
    Router router = router(RouterKind.KV_AWARE, 3);
    router.sent(1, request(1_000, 10)); // 160 tokens outstanding
    cached.put(1, 150);
    assertThat(router.choose(request(1_000, 20))).as("10 tokens more to do than at 0").isZero();
    cached.put(1, 170);
    assertThat(router.choose(request(1_000, 20))).isEqualTo(1);
    cached.put(1, 0);
    router.left(1, 160);
    router.sent(0, request(7_000, 1));
    assertThat(router.choose(request(1_000, 20))).as("evicted, yet the least loaded").isEqualTo(1);
  }

  @Test
  void anIndexForgetsWhatWasSentLongAgo() {
    PrefixIndex index = new PrefixIndex(1);
    index.add(prompt(0, 1), 3);
    for (int i = 1; i <= 1_024; i++) {
      index.add(prompt(i * 100L, 1), 0);
    }
    assertThat(index.find(prompt(0, 1))).as("among the latest 1,024").isEqualTo(1);
    assertThat(index.holder(0)).isEqualTo(3);
    for (int i = 2_000; i < 4_100; i++) {
      index.add(prompt(i * 100L, 1), 0);
    }
    assertThat(index.find(prompt(0, 1))).isZero();
  }

  @Test
  void anIndexKeepsTheLatestEightHoldersTheLatestFirst() {
    PrefixIndex index = new PrefixIndex(1_000);
    for (int target : new int[] {9, 10, 1, 2, 3, 4, 5, 6, 7, 8, 3}) {
      index.add(prompt(100, 6), target);
    }
    assertThat(index.find(prompt(100, 8))).as("anchors at 6 and 9").isEqualTo(6);
    assertThat(IntStream.range(0, 8).map(index::holder).toArray())
        .containsExactly(3, 8, 7, 6, 5, 4, 2, 1);
  }

  @Test
  void anUnknownNameIsRefusedWithThoseThereAre() {
    assertThat(RouterKind.of("kv-aware")).isEqualTo(RouterKind.KV_AWARE);
    assertThatThrownBy(() -> RouterKind.of("best"))
        .hasMessageContaining("unknown router 'best'")
        .hasMessageContaining("power-of-two");
  }
}
