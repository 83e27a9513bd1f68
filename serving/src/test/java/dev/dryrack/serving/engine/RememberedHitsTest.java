package dev.dryrack.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.serving.cache.PrefixCaching;
import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.workload.SessionSource.Waiting;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a prefix cache had for one request is not taken for what it has for the next. */
class RememberedHitsTest {

  private static Sequence request(int id, long arrival, int prompt, int output, long... ids) {
    Sequence sequence = new Sequence(id, arrival, prompt, output);
    sequence.ids = ids;
    return sequence;
  }

  @Test
  void aRequestInThePlaceOfOneThatWasRejectedIsLookedUpAnew() throws IOException {
    // Blocks of four tokens, twelve of them; each step takes 1,000 ps. Request 1 takes nine and no
    // more until 4,000. Request 2 would find two of request 0, does not fit, and is late at 3,000.
    List<Sequence> requests =
        List.of(
            request(0, 0, 9, 1, 1, 2),
            request(1, 1_000, 33, 9),
            request(2, 1_500, 25, 1, 1, 2),
            request(3, 3_500, 3, 1));
    ServingSetup setup =
        ServingSetup.builder(
                new LinearPrice(1_000, 0, 0, 0, 0), new EngineLimits(8, 100, 0, 4, 0.9, 1_000))
            .kv(12, 4, 0)
            .prefixCaching(PrefixCaching.VLLM)
            .scheduling(Scheduling.DEFAULT.ordered(QueueOrder.FCFS, List.of(600L), true))
            .build();
    Records records = new Records(requests.size());
    new ServingSimulation(setup, records, null).run(new ListSource(requests, Waiting.NEVER, 4));
    assertThat(records.reason[2]).isEqualTo(Rejection.TOO_LATE);
    assertThat(records.scheduled[3]).isEqualTo(4_000);
    assertThat(records.finish[3]).isEqualTo(5_000);
  }
}
