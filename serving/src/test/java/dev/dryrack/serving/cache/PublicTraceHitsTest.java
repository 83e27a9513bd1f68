package dev.dryrack.serving.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.serving.SharedData;
import dev.dryrack.workload.ForwardingSource;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.trace.TraceFiles;
import dev.dryrack.workload.trace.TraceOptions;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One request after the other, the cache hits what a plain least-recently-used list hits. Expected
 * rates and evictions: expected_dev.json beside the public traces, computed by a Python script with
 * an ordered dictionary; conversation trace of Mooncake (FAST 2025), 12,031 requests, blocks of
 * 512.
 */
class PublicTraceHitsTest {

  private static final int BLOCK = 512;

  @ParameterizedTest
  @CsvSource({
    "488, 0.04218, 275844",
    "976, 0.04447, 274694",
    "1953, 0.05328, 271177",
    "3906, 0.08481, 260127",
    "5859, 0.13608, 243383",
    "9765, 0.20708, 218993",
    "19531, 0.28518, 186696",
    "39062, 0.35125, 148101",
    "58593, 0.35879, 126396",
    "97656, 0.3635, 85974",
    "146484, 0.36602, 36418",
    "195312, 0.36641, 0"
  })
  void theConversationTraceHitsAsOftenAndLosesAsMuchAsAPlainList(
      int capacity, double rate, long evictions) throws IOException {
    Replay replay = new Replay(capacity);
    replay.run();
    assertThat((double) replay.hits / replay.blocks).isCloseTo(rate, within(0.5e-5));
    assertThat(replay.cache.evictedBlocks()).isEqualTo(evictions);
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 0.04453032928942808",
    "5000, 0.11181975736568457",
    "10000, 0.21159792027729635",
    "30000, 0.3257469670710572",
    "50000, 0.3545580589254766",
    "182790, 0.3664124783362218"
  })
  void theConversationTraceHitsExactly(int capacity, double rate) throws IOException {
    Replay replay = new Replay(capacity);
    replay.run();
    assertThat((double) replay.hits / replay.blocks).isEqualTo(rate);
    assertThat((double) replay.ideal / replay.blocks).isEqualTo(0.3664124783362218);
  }

  /** The published rates count the last block of a prompt, though it is partial. */
  private static final class WholeBlocks extends ForwardingSource {
    WholeBlocks(SessionSource trace) {
      super(trace);
    }

    @Override
    public int inputTokens() {
      return prefixBlocks() * BLOCK;
    }
  }

  /** Each request takes its blocks and gives them back before the next. */
  private static final class Replay {
    final PrefixCache cache;
    long hits;
    long ideal;
    long blocks;

    Replay(int capacity) {
      cache = new PrefixCache(capacity, 1);
    }

    void run() throws IOException {
      PromptChains chains = new PromptChains(BLOCK);
      SeenPrefixes seen = new SeenPrefixes();
      try (SessionSource trace =
          TraceFiles.open(
              SharedData.file("traces/mooncake_conversation.jsonl.gz"), TraceOptions.DEFAULTS)) {
        SessionSource source = new WholeBlocks(trace);
        while (source.advance()) {
          BlockChain chain = chains.of(source);
          int prompt = chain.namedBlocks();
          ideal += seen.add(chain);
          int hit = cache.match(chain, prompt);
          hits += hit;
          blocks += prompt;
          cache.acquire(chain, hit);
          cache.take(prompt - hit);
          cache.enter(chain, prompt);
          cache.giveBack(chain, 0);
          chains.reuse(chain);
        }
      }
    }
  }
}
