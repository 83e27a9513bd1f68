package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Cli.Result;
import dev.dryrack.cli.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Speculative decoding from the command line. */
final class SpeculationTest {

  private static final String LLAMA =
      "run --model llama-3.1-70b --on h100 --tp 4 --gpus 4 --isl 500 --osl 400 --num-prompts 60"
          + " --request-rate 1 ";
  private static final String R1 =
      "run --model deepseek-r1 --on h200 --tp 8 --gpus 8 --isl 500 --osl 200 --num-prompts 20"
          + " --request-rate 1 ";

  private static Result run(String base, String flags) {
    return Cli.run((base + flags).trim().split(" +"));
  }

  private static Json sim(String base, String flags) {
    Result result = run(base, flags + " --json");
    assertThat(result.code()).as(result.err()).isZero();
    return Json.parse(result.out()).map("sim");
  }

  private static double tpot(String flags) {
    Result result = run(LLAMA, flags + " --json");
    assertThat(result.code()).as(result.err()).isZero();
    return Json.parse(result.out()).number("mean_tpot_ms");
  }

  @Test
  void aStepEmitsAsManyTokensAsTheAcceptanceSays() {
    String eagle = "--speculative-tokens 3 --speculative-method eagle --speculative-acceptance 0.7";
    Json facts = sim(LLAMA, eagle).map("speculation");
    double mean = 1 + 0.7 + 0.49 + 0.343;
    assertThat(facts.number("mean_acceptance_length")).isCloseTo(mean, within(0.05));
    String byLength =
        "--speculative-tokens 3 --speculative-method eagle --speculative-acceptance length:" + mean;
    assertThat(sim(LLAMA, byLength).map("speculation").number("accepted_tokens"))
        .isEqualTo(facts.number("accepted_tokens"));
  }

  @Test
  void fewUsersGetTheirTokensSoonerAndDraftsThatFailSlower() {
    double plain = tpot("");
    String eagle = "--speculative-tokens 3 --speculative-method eagle --speculative-acceptance ";
    assertThat(tpot(eagle + "0.7")).isLessThan(plain / 1.8);
    assertThat(tpot(eagle + "0")).isGreaterThan(plain * 1.02);
    String ngram = "--speculative-tokens 3 --speculative-method ngram --speculative-acceptance ";
    assertThat(tpot(ngram + "0.7")).isLessThan(tpot(eagle + "0.7"));
  }

  @Test
  void theModelsOwnLayerDraftsAndTakesMemory() {
    Result result = run(R1, "--speculative-tokens 2 --speculative-acceptance 0.85/0.6");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("mtp: 2 tokens a draft")
        .contains("Speculative decoding:")
        .contains("683 B parameters");
    double with =
        sim(R1, "--speculative-tokens 2 --speculative-acceptance 0.85/0.6")
            .map("engine")
            .number("kv_tokens");
    assertThat(with).isLessThan(sim(R1, "").map("engine").number("kv_tokens"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--speculative-tokens 2 | --speculative-tokens: has no effect without --speculative-acceptance",
        "--speculative-acceptance 0.5 | without --speculative-tokens",
        "--speculative-tokens 2 --speculative-acceptance 0.5/0.6 | none above the one before",
        "--speculative-tokens 2 --speculative-acceptance 0.5/0.4/0.3 | has 3 positions for a draft",
        "--speculative-tokens 2 --speculative-acceptance length:4 | gives at most 3 tokens a step",
        "--speculative-tokens 2 --speculative-acceptance 0.5 --max-num-batched-tokens 300 | max-num-seqs = 100",
        "--speculative-tokens 2 --speculative-acceptance 0.5 --scheduler sglang | goes with the vllm schedule",
        "--speculative-tokens 2 --speculative-acceptance 0.5 --async-scheduling | goes with the vllm schedule",
      })
  void whatCannotBeIsRefused(String flags, String reason) {
    Result result = run(R1, flags);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(reason);
  }

  @Test
  void aModelWithoutSuchALayerHasToBeToldWhatDrafts() {
    Result result = run(LLAMA, "--speculative-tokens 2 --speculative-acceptance 0.5");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("write --speculative-method eagle or ngram");
  }
}
