package dev.dryrack.serving.validation;

import dev.dryrack.serving.cost.StepShape;
import dev.dryrack.serving.plan.ShardingPlan;

/**
 * Prefill and decoding on GPUs of their own, in closed form: the engine has no pools yet.
 *
 * <p>Of {@code C} clients {@code D = C · O · TPOT / (TTFT + O · TPOT)} decode at a time, by
 * Little's law; TPOT is that of a step with {@code D} spread evenly over the decode ranks. Prompts
 * are served by the prefill ranks at the rate of steps filled to the budget; a prompt waits as in a
 * closed network of one queueing station and one delay (mean-value analysis: the wait grows with
 * the mean number of others there). A tenth of the requests, the first of each client, arrive at
 * once and wait for half of all clients' prompts in the mean. Transfers of KV caches are taken to
 * be hidden behind the prefill of later layers.
 */
final class SplitPools {

  private static final int ITERATIONS = 200;
  private static final double WAVES = 10;

  private SplitPools() {}

  /**
   * Predicts.
   *
   * @param prefill the case with the deployment of one prefill worker
   * @param prefillWorkers how many there are
   * @param decode the case with the deployment of one decode worker
   * @param decodeWorkers how many there are
   */
  static Prediction predict(
      ServedCase prefill,
      PricedPlan prefillPlan,
      int prefillWorkers,
      ServedCase decode,
      PricedPlan decodePlan,
      int decodeWorkers) {
    ShardingPlan prompts = prefill.deployment().plan();
    double prefillRanks = (double) prefillWorkers * prompts.attentionDp();
    int isl = (int) Math.round(prefill.meanInput());
    int perStep = Math.max(1, prefill.stepTokens() / isl);
    double alone = seconds(prefillPlan, StepShape.prefill(isl, 1, prompts.attentionDp()));
    double packed =
        seconds(prefillPlan, StepShape.prefill(isl, perStep, prompts.attentionDp())) / perStep;
    double service = Math.min(alone, packed);
    double decodeRanks = (double) decodeWorkers * decode.deployment().plan().attentionDp();
    double outputs = decode.meanOutput() - 1;
    double clients = decode.concurrency();
    ClientView client = new ClientView(decode.profile(), decode.meanOutput(), true);
    double ttft = alone;
    double tpot = 0;
    for (int i = 0; i < ITERATIONS; i++) {
      double cycle = ttft + outputs * tpot;
      double decoding = tpot == 0 ? clients : clients * outputs * tpot / cycle;
      tpot = 0.5 * tpot + 0.5 * stepSeconds(decode, decodePlan, decoding / decodeRanks);
      double atPrefill = clients * ttft / (ttft + outputs * tpot);
      double waiting = atPrefill * (clients - 1) / clients / prefillRanks;
      double queued = Math.max(0, waiting) * service;
      ttft = 0.5 * ttft + 0.5 * (alone + queued);
    }
    double burst = clients / prefillRanks / 2 * service / WAVES;
    double shown = client.ttftSeconds(ttft * (1 - 1 / WAVES) + alone / WAVES + burst, tpot);
    return new Prediction(
        shown,
        0,
        client.tpotSeconds(tpot),
        shown + outputs * tpot,
        clients / (ttft + outputs * tpot),
        decodePlan.evidence().relativeBand(),
        "closed form of two pools, " + decode.profile().id(),
        decodePlan.price().breakdown(typical(decode, clients / decodeRanks)));
  }

  private static double stepSeconds(ServedCase decode, PricedPlan plan, double perRank) {
    int low = (int) Math.max(1, Math.floor(perRank));
    double share = Math.min(1, Math.max(0, perRank - low));
    double below = seconds(plan, typical(decode, low));
    return below + share * (seconds(plan, typical(decode, low + 1)) - below);
  }

  private static StepShape typical(ServedCase decode, double perRank) {
    long context = Math.round(decode.meanInput() + decode.meanOutput() / 2);
    return StepShape.decode(
        (int) Math.max(1, perRank), context, decode.deployment().plan().attentionDp());
  }

  private static double seconds(PricedPlan plan, StepShape step) {
    return plan.price().stepPicos(step) * 1e-12;
  }
}
