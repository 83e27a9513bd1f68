package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Json;
import dev.dryrack.cli.process.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dryrack validate} from outside. */
final class ValidateCommandTest {

  @TempDir private Path folder = Path.of("");

  private Path points() throws IOException {
    Path file = folder.resolve("points.csv");
    Files.writeString(
        file,
        """
        id,backend,backend_version,model_path,system,precision,mode,isl,osl,tp_size,moe_ep_size,\
        silicon_ttft_ms,silicon_tpot_ms,concurrency
        a,vllm,0.12.0,Qwen/Qwen3-32B,h100_sxm,,agg,1024,128,2,1,126,11.7,8
        b,vllm,0.12.0,Qwen/Qwen9-32B,h100_sxm,,agg,1024,128,2,1,127,11.8,8
        """);
    return file;
  }

  @Test
  void jsonHasAllAndGroupsWithTheKeysOfTheContract() throws IOException {
    Cli.Result cli = Cli.run("validate", "--e2e", points().toString(), "--worst", "1", "--json");
    assertThat(cli.code()).isEqualTo(ExitCode.OK);
    Json json = Json.parse(cli.out());
    List<String> keys =
        List.of(
            "metric",
            "system",
            "model",
            "engine",
            "mode",
            "phase",
            "n",
            "refused",
            "mean_ape",
            "median_ape",
            "bias",
            "within_20",
            "band_coverage");
    assertThat(json.map("all").keys()).containsAll(keys);
    assertThat(json.objects("groups")).hasSize(4).allMatch(group -> group.keys().containsAll(keys));
    assertThat(json.map("all").number("n")).isEqualTo(2);
    assertThat(json.map("all").number("refused")).isEqualTo(2);
  }

  @Test
  void outHoldsEveryPoint() throws IOException {
    Path out = folder.resolve("errors.csv");
    Cli.Result cli = Cli.run("validate", "--e2e", points().toString(), "--out", out.toString());
    assertThat(cli.code()).isEqualTo(ExitCode.OK);
    assertThat(Files.readAllLines(out)).hasSize(5);
    assertThat(cli.out()).contains("4 measured points: 2 predicted, 2 refused, 0 repetitions.");
  }

  @Test
  void halfOfAPairOfFilesIsAnErrorOfUsage() {
    Cli.Result cli = Cli.run("validate", "--vllm", "experiments.csv");
    assertThat(cli.code()).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("--vllm and --actuals belong together");
  }

  @Test
  void aMissingFileIsBadData() {
    Cli.Result cli = Cli.run("validate", "--e2e", "nowhere.csv");
    assertThat(cli.code()).isEqualTo(ExitCode.DATA);
    assertThat(cli.err()).contains("nowhere.csv: there is no such file");
  }

  @Test
  void noLineIsWiderThanATerminal() throws IOException {
    Cli.Result cli = Cli.run("validate", "--e2e", points().toString(), "--worst", "2");
    assertThat(cli.out().lines()).isNotEmpty().allMatch(line -> line.length() <= 80);
    assertThat(cli.out()).contains("in 20 %", "in band");
  }
}
