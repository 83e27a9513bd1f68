package dev.dryrack.cli.command;

import picocli.CommandLine.Model.UsageMessageSpec;

/** The text around the list of commands in {@code dryrack --help}. */
final class RootHelp {

  private RootHelp() {}

  static void describe(UsageMessageSpec help) {
    help.description(
        "A dry run of a rack: whether a model fits on GPUs, how fast it serves, what it costs.");
    help.synopsisSubcommandLabel("COMMAND");
    help.commandListHeading("%nCommands:%n");
    help.optionListHeading("%nOptions:%n");
    help.footerHeading("%n");
    help.footer(
        "Examples:",
        "  dryrack run                               8T parameters on one GB200 NVL72",
        "  dryrack fit kimi-k3 --on h100 --gpus 32",
        "  dryrack estimate deepseek-v3 --on h200 --isl 4096 --osl 512",
        "  dryrack run --model 8t-a160b --on gb200-nvl72 --trace requests.csv.gz",
        "  dryrack compare --vary engine.max-num-seqs=64 --precision 2%%",
        "  dryrack trace inspect requests.csv.gz",
        "  dryrack validate --worst 10               predictions against measurements",
        "",
        ScenarioOptions.LAYERS,
        "",
        "Exit codes:",
        "  0    done; where a question was asked, the answer is yes",
        "  1    internal error, or results could not be written (closed pipe, full disk)",
        "  2    wrong usage or configuration",
        "  3    the answer is no: it does not fit, or did not come out the same",
        "  4    bad input data",
        "  130  interrupted; what was finished has been printed");
  }
}
