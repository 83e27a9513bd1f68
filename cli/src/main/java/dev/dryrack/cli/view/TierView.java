package dev.dryrack.cli.view;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Report.Tone;
import dev.dryrack.cli.report.Table;
import dev.dryrack.cli.run.RunOutcome;
import dev.dryrack.serving.metrics.PrefixCacheResult;
import dev.dryrack.serving.metrics.TierResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the memory below the GPUs came to, for people and for programs. */
final class TierView {

  private TierView() {}

  static void add(Report report, RunOutcome run) {
    List<TierResult> tiers = run.result().tiers();
    if (tiers.isEmpty()) {
      return;
    }
    PrefixCacheResult cache = run.result().prefixCache();
    report.heading("Where prompt tokens were found, and what moving them took");
    Table table =
        new Table("", ">tokens", ">share", ">filled", ">read", ">written", ">reading", ">writing");
    long gpu = cache.hitTokens();
    for (TierResult tier : tiers) {
      gpu -= tier.hitTokens();
    }
    table.row("GPUs", Figures.whole(gpu), share(gpu, cache), "", "", "", "", "");
    for (TierResult tier : tiers) {
      table.row(
          tier.name(),
          Figures.whole(tier.hitTokens()),
          share(tier.hitTokens(), cache),
          Figures.percent(tier.blocks() / (double) tier.capacityBlocks()),
          Figures.count(tier.readBlocks()),
          Figures.count(tier.writtenBlocks()),
          Figures.percent(tier.readFraction()),
          Figures.percent(tier.writeFraction()));
    }
    report.table(table);
    report.line(
        Tone.NOTE, "  read, written: KV blocks; reading, writing: use of the links over the run");
    tail(report, run, tiers);
  }

  private static void tail(Report report, RunOutcome run, List<TierResult> tiers) {
    TierResult last = tiers.get(tiers.size() - 1);
    if (last.fetches() > 0) {
      report.line(
          "  "
              + Figures.whole(last.fetches())
              + " requests waited for blocks from below the host, "
              + Figures.millis(last.meanFetchSeconds())
              + " ms in the mean, before they queued");
    }
    for (TierResult tier : tiers) {
      if (tier.lostBlocks() > 0) {
        report.line(
            Tone.WARNING,
            "  "
                + tier.name()
                + " is written too slowly: "
                + Figures.whole(tier.lostBlocks())
                + " blocks were lost on their way there");
      }
      if (tier.writeFraction() > 1) {
        report.line(
            Tone.WARNING,
            "  " + tier.name() + " would have to be written faster than its links are");
      }
    }
    run.tierNotes().forEach(note -> report.line(Tone.NOTE, "  " + note));
  }

  private static String share(long tokens, PrefixCacheResult cache) {
    return cache.promptTokens() == 0 ? "" : Figures.percent(tokens / (double) cache.promptTokens());
  }

  static List<Object> facts(RunOutcome run) {
    List<Object> all = new ArrayList<>();
    for (TierResult tier : run.result().tiers()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("name", tier.name());
      facts.put("capacity_blocks", tier.capacityBlocks());
      facts.put("blocks", tier.blocks());
      facts.put("hit_tokens", tier.hitTokens());
      facts.put("read_blocks", tier.readBlocks());
      facts.put("written_blocks", tier.writtenBlocks());
      facts.put("lost_blocks", tier.lostBlocks());
      facts.put("links", tier.links());
      facts.put("read_fraction", tier.readFraction());
      facts.put("write_fraction", tier.writeFraction());
      facts.put("fetches", tier.fetches());
      facts.put("mean_fetch_seconds", tier.meanFetchSeconds());
      all.add(facts);
    }
    return all;
  }
}
