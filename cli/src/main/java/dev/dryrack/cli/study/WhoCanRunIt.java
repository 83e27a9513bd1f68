package dev.dryrack.cli.study;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Table;
import dev.dryrack.cli.scenario.GoodputKeys;
import dev.dryrack.cli.scenario.ModelKeys;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.SystemKeys;
import dev.dryrack.cli.study.Ladder.Model;
import dev.dryrack.cli.study.Ladder.Rung;
import dev.dryrack.cli.view.Explanation;
import dev.dryrack.serving.economics.PurchasePrice;
import dev.dryrack.serving.estimate.Band;
import dev.dryrack.serving.estimate.Estimate;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.serving.planning.PlanPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who can run which model: a ladder of systems, each asked for each of several models. */
final class WhoCanRunIt implements Study {

  private static final String FOUR_BITS = "nvfp4";

  /** Most US dollars of a purchase that one person may make. */
  private static final double A_PERSON = 10_000;

  /** Most US dollars a day that a team may spend for a while. */
  private static final double A_TEAM = 1_500;

  /** Most US dollars a day that is not for large companies alone. */
  private static final double A_COMPANY = 20_000;

  @Override
  public String name() {
    return "who-can-run-it";
  }

  @Override
  public String question() {
    return "Who can run which model, from a laptop to several racks, and how fast?";
  }

  @Override
  public List<ScenarioKey<?>> varied() {
    return Study.loadAnd(
        ModelKeys.MODEL,
        ModelKeys.PARAMS,
        ModelKeys.QUANTIZATION,
        SystemKeys.SYSTEM,
        SystemKeys.GPUS,
        SystemKeys.RACKS);
  }

  @Override
  public StudyReport answer(StudyKit kit) {
    StudyReport report = new StudyReport(this);
    Cell[][] published = Cell.all(kit, "");
    Cell[][] small = Cell.all(kit, FOUR_BITS);
    held(report, published, small);
    smallest(kit, report, small);
    speed(kit, report, published, small);
    table(report, "One user's tokens/s, weights as published (FP8 if none are)", published, false);
    table(report, "One user's tokens/s, expert weights in 4 bits", small, false);
    table(report, "Output tokens/s in all, 4 bits, each user " + wanted(kit) + "/s", small, true);
    costs(kit, report);
    ShapesAndStreams.tell(kit, report);
    rests(kit, report);
    return report;
  }

  private static String wanted(StudyKit kit) {
    return Figures.digits(1 / kit.scenario().get(GoodputKeys.GOODPUT_TPOT), 2);
  }

  private static void held(StudyReport report, Cell[][] published, Cell[][] small) {
    Map<String, Object> facts = new LinkedHashMap<>();
    StringBuilder words = new StringBuilder();
    for (String name : List.of("M5 Max laptop", "8 H100", "8 B200", "1 GB200 NVL72")) {
      int rung = rung(name);
      String largest = largest(small[rung]);
      facts.put(name, largest);
      words
          .append(words.isEmpty() ? "" : ", ")
          .append(name)
          .append(" ")
          .append(largest.isEmpty() ? "none" : largest);
    }
    int more = 0;
    for (int i = 0; i < small.length; i++) {
      for (int j = 0; j < small[i].length; j++) {
        more += small[i][j].fits() && !published[i][j].fits() ? 1 : 0;
      }
    }
    report
        .say(
            "The largest model that fits with 4-bit expert weights: {}; 4 bits make {} of {}"
                + " pairings fit that do not as published.",
            words,
            more,
            small.length * small[0].length)
        .of("largest", facts)
        .of("more_with_four_bits", more);
  }

  private static int rung(String name) {
    for (int i = 0; i < Ladder.RUNGS.size(); i++) {
      if (Ladder.RUNGS.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException(name);
  }

  private static String largest(Cell[] cells) {
    String largest = "";
    for (int j = 0; j < cells.length; j++) {
      largest = cells[j].fits() ? Ladder.MODELS.get(j).size() : largest;
    }
    return largest;
  }

  private static void smallest(StudyKit kit, StudyReport report, Cell[][] small) {
    StringBuilder words = new StringBuilder();
    Map<String, Object> facts = new LinkedHashMap<>();
    for (String id : List.of("kimi-k3", "8t-a160b")) {
      Rung rung = cheapest(kit, small, id);
      facts.put(id, rung == null ? null : rung.name());
      words
          .append(words.isEmpty() ? "" : ", and ")
          .append(id)
          .append(" on ")
          .append(rung == null ? "none of them" : rung.name() + " (" + cost(kit, rung) + ")");
    }
    report.say("The cheapest rung that holds each in 4 bits: {}.", words).of("cheapest", facts);
  }

  private static @Nullable Rung cheapest(StudyKit kit, Cell[][] cells, String id) {
    Rung cheapest = null;
    for (int i = 0; i < cells.length; i++) {
      for (int j = 0; j < cells[i].length; j++) {
        Rung rung = Ladder.RUNGS.get(i);
        boolean holds = cells[i][j].fits() && Ladder.MODELS.get(j).id().equals(id);
        if (holds && (cheapest == null || perDay(kit, rung) < perDay(kit, cheapest))) {
          cheapest = rung;
        }
      }
    }
    return cheapest;
  }

  private static double perDay(StudyKit kit, Rung rung) {
    return kit.systemPrice(rung.changes()).usdPerGpuHour() * 24 * rung.gpus();
  }

  private static String cost(StudyKit kit, Rung rung) {
    PurchasePrice purchase = rung.purchase();
    return purchase == null
        ? Figures.dollars(perDay(kit, rung)) + " a day"
        : Figures.dollars(purchase.usdPerGpu()) + " to buy";
  }

  private static void speed(StudyKit kit, StudyReport report, Cell[][] published, Cell[][] small) {
    Cell laptop = published[rung("M5 Max laptop")][0];
    Cell rack = small[rung("1 GB200 NVL72")][Ladder.MODELS.size() - 1];
    report
        .say(
            "One user gets {} of a 0.1T model on the laptop, and {} of 8T on a rack, which makes {}"
                + " in all at {} a user.",
            perSecond(laptop),
            perSecond(rack),
            rack.fits() ? Words.rate(Band.of(rack.inAll(), rack.band()), "") : "0",
            wanted(kit))
        .of("laptop", laptop.alone())
        .of("rack", rack.alone())
        .of("rack_in_all", rack.inAll());
  }

  private static String perSecond(Cell cell) {
    return cell.fits() ? Words.rate(Band.of(cell.alone(), cell.band()), " tokens/s") : "nothing";
  }

  private static void table(StudyReport report, String heading, Cell[][] cells, boolean inAll) {
    List<String> headings = new ArrayList<>(List.of(""));
    Ladder.MODELS.forEach(model -> headings.add(">" + model.size()));
    Table table = new Table(headings.toArray(String[]::new));
    List<Object> facts = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      List<String> row = new ArrayList<>(List.of(Ladder.RUNGS.get(i).name()));
      Map<String, Object> fact = new LinkedHashMap<>();
      for (int j = 0; j < cells[i].length; j++) {
        Cell cell = cells[i][j];
        double value = inAll ? cell.inAll() : cell.alone();
        row.add(!cell.fits() ? "-" : text(value));
        fact.put(Ladder.MODELS.get(j).id(), cell.fits() ? value : null);
      }
      table.row(row.toArray(String[]::new));
      Map<String, Object> rung = new LinkedHashMap<>();
      rung.put("system", Ladder.RUNGS.get(i).name());
      rung.put("tokens_per_second", fact);
      facts.add(rung);
    }
    report.fact(inAll ? "in_all" : heading.contains("4 bits") ? "alone_4_bits" : "alone", facts);
    List<String> names = new ArrayList<>();
    Ladder.MODELS.forEach((Model model) -> names.add(model.size() + " " + model.id()));
    report.table(
        heading,
        table,
        inAll ? "-: does not fit; 0: no user gets as much" : String.join(", ", names));
  }

  private static String text(double value) {
    return value < 999.5
        ? Figures.digits(value, 2)
        : Figures.prefixed(value, "").replace(" ", "").strip();
  }

  private static void costs(StudyKit kit, StudyReport report) {
    Table table = new Table("", ">costs", "within reach of");
    for (Rung rung : Ladder.RUNGS) {
      table.row(rung.name(), cost(kit, rung), reach(kit, rung));
      PurchasePrice purchase = rung.purchase();
      if (purchase != null) {
        report.restsOn(rung.name() + " to buy: " + purchase.basis() + ".");
        continue;
      }
      Rests.price(report, rung.system(), kit.systemPrice(rung.changes()));
    }
    report.table(
        "What each costs, and within whose reach it is",
        table,
        "a person: up to "
            + Figures.dollars(A_PERSON)
            + " to buy; a team: up to "
            + Figures.dollars(A_TEAM)
            + " a day; a company: up to "
            + Figures.dollars(A_COMPANY)
            + " a day (a judgement)");
  }

  private static String reach(StudyKit kit, Rung rung) {
    PurchasePrice purchase = rung.purchase();
    if (purchase != null) {
      return purchase.usdPerGpu() <= A_PERSON ? "a person" : "a team";
    }
    double day = perDay(kit, rung);
    return day <= A_TEAM ? "a team" : day <= A_COMPANY ? "a company" : "a large company";
  }

  private static void rests(StudyKit kit, StudyReport report) {
    report.restsOn(
        "Speed alone: the fastest of usual plans; in all: the plan that serves most at "
            + wanted(kit)
            + " tokens/s a user; closed form, nothing queues.");
    report.restsOn(
        "Desktops and laptops: kernels of data-centre GPUs with other peaks; nobody's kernels"
            + " there were fitted. A Mac of 512 GB was reported to make 17 to 21 tokens/s of"
            + " DeepSeek-V3 and R1 in 4 bits (localrig.pages.dev, June 2026).");
    String[] rack = {
      "model.id=8t-a160b",
      "model.quantization=" + FOUR_BITS,
      "system.id=gb200-nvl72",
      "system.gpus=72"
    };
    FitReport fit = kit.fit(rack);
    report.because(Explanation.memory(fit));
    PlanPoint fastest = Cell.plans(kit, fit, rack).frontier().get(0);
    Estimate alone = kit.estimate(1, StudyKit.with(fastest, rack));
    report.because(Explanation.speed(alone));
    report.sayEvidence(alone.evidence());
    report.because(
        "One user's speed is how often the active weights can be read in a second; many users"
            + " share each reading.");
  }
}
