package dev.dryrack.serving.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How single published figures are read, predicted and refused. */
final class PublishedFileTest {

  private static final String HEADER =
      "id,model,precision,hardware,num_gpus,parallelism,phase,input_len,output_len,"
          + "batch_or_concurrency,engine,metric,value,unit\n";

  @TempDir private Path folder = Path.of("");

  private List<Outcome> outcomes(String... rows) throws IOException {
    Path file = folder.resolve("published.csv");
    Files.writeString(file, HEADER + String.join("\n", rows) + "\n");
    return new Validation().published(file).run();
  }

  /**
   * trtllm-bench queues 3,000 requests of 128 in, 2,048 out at once and counts the time until the
   * last is done (TensorRT-LLM, docs/source/performance/perf-overview.md @00f3768), so the last
   * ones run on a GPU that is half empty. Measured: 4,336 tok/s.
   */
  @Test
  void anOfflineMaximumHasTheDrainingOfItsQueue() throws IOException {
    String row = "Llama 3.3 70B,FP8,H200,1,TP1,mixed,128,2048,";
    String end = ",TensorRT-LLM,total output throughput,4336,tok/s";
    List<Outcome> outcomes =
        outcomes("offline," + row + "unbounded (offline)" + end, "steady," + row + "1024" + end);
    assertThat(outcomes.get(0).predicted()).isLessThan(outcomes.get(1).predicted());
    assertThat(outcomes.get(0).error()).isBetween(-0.25, 0.0);
  }

  @Test
  void aFigureThatTheModelSaysNothingAboutIsRefused() throws IOException {
    List<Outcome> outcomes =
        outcomes("a,Llama 3.3 70B,FP8,H200,1,TP1,mixed,128,2048,1,vLLM,price per token,1,$");
    assertThat(outcomes.get(0).refusal())
        .isEqualTo("the model says nothing about it: price per token");
  }
}
