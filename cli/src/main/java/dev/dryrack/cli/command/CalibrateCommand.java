package dev.dryrack.cli.command;

import dev.dryrack.cli.process.ExitCode;
import dev.dryrack.cli.process.InputException;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.run.OutputFile;
import dev.dryrack.cli.view.CalibrateView;
import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.calibration.FittedFamily;
import dev.dryrack.hardware.calibration.KernelCalibrator;
import dev.dryrack.hardware.calibration.KernelTable;
import dev.dryrack.hardware.catalog.SystemCatalog;
import dev.dryrack.hardware.facts.FactException;
import dev.dryrack.serving.cost.Calibration;
import dev.dryrack.serving.cost.EngineProfile;
import dev.dryrack.serving.cost.EngineProfiles;
import dev.dryrack.serving.validation.BenchmarkFiles;
import dev.dryrack.serving.validation.EngineCalibrator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code dryrack calibrate}: constants of kernels and engines from a user's own measurements. */
final class CalibrateCommand implements Command {

  private static final String KERNELS = "--kernels";
  private static final String GPU = "--gpu";
  private static final String END_TO_END = "--e2e";
  private static final String HOLD_OUT = "--hold-out";
  private static final String BENCH = "--bench";
  private static final String ENGINE = "--engine";
  private static final String MODEL = "--model";
  private static final String SYSTEM = "--on";
  private static final String QUANTIZATION = "--quantization";
  private static final String TP = "--tp";
  private static final String ATTENTION_DP = "--attention-dp";
  private static final String EP = "--ep";
  private static final String WITH = "--calibration";
  private static final String OUT = "--out";
  private static final String UPDATE = "--update";

  @Override
  public CommandSpec spec(boolean help) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .description(
            "Fit constants of kernels to tables of measured kernels of a GPU, or what an engine"
                + " adds to its kernels to measured deployments; show how far off they are, also"
                + " on measurements held out; write them to a file that --calibration of estimate,"
                + " run, plan, compare and validate takes.");
    spec.usageMessage()
        .footerHeading("%nExamples:%n")
        .footer(
            "  dryrack calibrate --kernels gemm.csv.gz --gpu h200-sxm --out h200.yaml",
            "  dryrack calibrate --bench c16.json --bench c64.json --bench c128.json \\",
            "      --model llama-3.1-70b --on h100 --tp 4 --quantization fp8 --out mine.yaml",
            "  dryrack calibrate --e2e points.csv.gz --engine vllm-0.18 --out vllm.yaml",
            "  dryrack estimate llama-3.1-70b --on h100 --tp 4 --calibration mine.yaml");
    spec.addOption(
        several(
            KERNELS, "FILE", "Measured kernels, CSV in aiconfigurator's columns, ms; repeatable"));
    spec.addOption(text(GPU, "ID", "GPU that the kernels were measured on"));
    spec.addOption(text(END_TO_END, "FILE", "Closed loops: mean TTFT and TPOT a row, as validate"));
    spec.addOption(
        text(HOLD_OUT, "MODEL", "Hold out this model of --e2e, instead of configurations"));
    spec.addOption(
        several(
            BENCH,
            "FILE",
            "Result of vllm bench serve --max-concurrency, or of AIPerf, JSON; repeatable"));
    spec.addOption(
        text(ENGINE, "ID", "Engine, or its profile, that was measured; vllm if not said"));
    spec.addOption(text(MODEL, "NAME", "Model of --bench"));
    spec.addOption(text(SYSTEM, "SYSTEM", "System of --bench"));
    spec.addOption(text(QUANTIZATION, "NAME", "Precision of the weights of --bench"));
    spec.addOption(text(TP, "N", "Tensor parallelism of --bench"));
    spec.addOption(text(ATTENTION_DP, "N", "Attention data parallelism of --bench"));
    spec.addOption(text(EP, "N", "Expert parallelism of --bench"));
    spec.addOption(text(WITH, "FILE", "Constants of kernels that the engine is fitted on top of"));
    spec.addOption(text(OUT, "FILE", "Write the constants"));
    spec.addOption(
        text(
            UPDATE,
            "FILE",
            "Put the constants into kernel-fits.yaml or engine-profiles.yaml, of dryrack's sources"));
    return spec;
  }

  private static OptionSpec text(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  private static OptionSpec several(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  @Override
  public int run(ParseResult parsed, Session session) {
    List<String> kernels = parsed.matchedOptionValue(KERNELS, List.of());
    List<String> benches = parsed.matchedOptionValue(BENCH, List.of());
    String table = parsed.matchedOptionValue(END_TO_END, "");
    if (kernels.isEmpty() == (benches.isEmpty() && table.isEmpty())) {
      throw new UsageException(
          "name measurements of kernels ("
              + KERNELS
              + "), or of deployments ("
              + END_TO_END
              + ", "
              + BENCH
              + "), one or the other");
    }
    if (!table.isEmpty() && !benches.isEmpty()) {
      throw new UsageException(END_TO_END + " and " + BENCH + " are not fitted together");
    }
    try {
      if (kernels.isEmpty()) {
        refuse(parsed, "of " + KERNELS, GPU);
        engine(parsed, session, table, benches);
      } else {
        refuse(parsed, "of deployments", ENGINE, HOLD_OUT, WITH);
        refuse(parsed, "of " + BENCH, MODEL, SYSTEM, QUANTIZATION, TP, ATTENTION_DP, EP);
        kernels(parsed, session, kernels);
      }
    } catch (FactException e) {
      throw new InputException(e.messages());
    }
    return ExitCode.OK;
  }

  private static void refuse(ParseResult parsed, String reason, String... options) {
    for (String option : options) {
      if (parsed.hasMatchedOption(option)) {
        throw new UsageException(option + " has no effect here: it is " + reason);
      }
    }
  }

  private static void kernels(ParseResult parsed, Session session, List<String> files) {
    String id = parsed.matchedOptionValue(GPU, "");
    if (id.isEmpty()) {
      throw new UsageException(KERNELS + " needs " + GPU + ", the GPU that was measured");
    }
    GpuSpec gpu;
    try {
      gpu = SystemCatalog.builtIn().gpu(id);
    } catch (IllegalArgumentException e) {
      throw new UsageException(GPU + ": " + e.getMessage());
    }
    KernelTable table = new KernelTable(gpu);
    for (String file : files) {
      table.add(session.surroundings().resolve(file));
    }
    List<FittedFamily> fits = KernelCalibrator.fit(table);
    String update = parsed.matchedOptionValue(UPDATE, "");
    if (!update.isEmpty()) {
      Path target = session.surroundings().resolve(update);
      write(target, update, KernelCalibrator.rewrite(read(target, update), gpu.id(), fits));
    }
    String out = parsed.matchedOptionValue(OUT, "");
    if (!out.isEmpty()) {
      String text =
          KernelCalibrator.calibration(Calibration.SCHEMA, gpu.id(), fits, sources(files));
      write(session.surroundings().resolve(out), out, text);
    }
    session.print(CalibrateView.kernels(gpu.id(), fits, table.skipped(), out));
  }

  private static String sources(List<String> files) {
    return String.join(
        "; ", files.stream().map(file -> Path.of(file).getFileName().toString()).toList());
  }

  private static void engine(
      ParseResult parsed, Session session, String table, List<String> benches) {
    String name = parsed.matchedOptionValue(ENGINE, "vllm");
    EngineProfile base;
    try {
      base = EngineProfiles.named(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException(ENGINE + ": " + e.getMessage());
    }
    String with = parsed.matchedOptionValue(WITH, "");
    Calibration under =
        with.isEmpty() ? Calibration.NONE : Calibration.read(session.surroundings().resolve(with));
    EngineCalibrator calibrator = new EngineCalibrator(base, under);
    if (table.isEmpty()) {
      refuse(parsed, "of " + END_TO_END, HOLD_OUT);
      calibrator.benchmarks(benchmarks(parsed, session, base, benches));
    } else {
      refuse(parsed, "of " + BENCH, MODEL, SYSTEM, QUANTIZATION, TP, ATTENTION_DP, EP);
      calibrator
          .holdingOut(parsed.matchedOptionValue(HOLD_OUT, ""))
          .endToEnd(session.surroundings().resolve(table));
    }
    EngineCalibrator.Result result = calibrator.fit();
    String source =
        "dryrack calibrate: " + (table.isEmpty() ? sources(benches) : sources(List.of(table)));
    EngineProfile profile = result.profile().with(result.profile().overhead().from(source));
    String out = parsed.matchedOptionValue(OUT, "");
    if (!out.isEmpty()) {
      String text = "schema: " + Calibration.SCHEMA + "\n" + Calibration.text(List.of(profile));
      write(session.surroundings().resolve(out), out, text);
    }
    String update = parsed.matchedOptionValue(UPDATE, "");
    if (!update.isEmpty()) {
      Path target = session.surroundings().resolve(update);
      write(target, update, Calibration.rewrite(read(target, update), profile));
    }
    session.print(CalibrateView.engine(base, profile, result, out));
  }

  private static BenchmarkFiles benchmarks(
      ParseResult parsed, Session session, EngineProfile base, List<String> files) {
    for (String needed : List.of(MODEL, SYSTEM)) {
      if (!parsed.hasMatchedOption(needed)) {
        throw new UsageException(BENCH + " needs " + needed + ": the files do not tell it");
      }
    }
    BenchmarkFiles benchmarks =
        new BenchmarkFiles(
            new BenchmarkFiles.Served(
                parsed.matchedOptionValue(MODEL, ""),
                parsed.matchedOptionValue(SYSTEM, ""),
                base.engine(),
                parsed.matchedOptionValue(QUANTIZATION, ""),
                degree(parsed, TP),
                degree(parsed, ATTENTION_DP),
                degree(parsed, EP)));
    files.forEach(file -> benchmarks.add(session.surroundings().resolve(file)));
    return benchmarks;
  }

  private static int degree(ParseResult parsed, String option) {
    String text = parsed.matchedOptionValue(option, "1");
    if (!text.matches("[1-9]\\d{0,5}")) {
      throw new UsageException(option + " '" + text + "' is not a number of GPUs; write such as 8");
    }
    return Integer.parseInt(text);
  }

  private static String read(Path file, @Nullable String name) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new InputException(List.of(name + ": cannot be read: " + e.getMessage()));
    }
  }

  private static void write(Path target, String name, String text) {
    try (OutputFile file = OutputFile.create(target, name)) {
      file.stream().write(text.getBytes(StandardCharsets.UTF_8));
      file.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
