package dev.dryrack.serving.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

final class StepPriceAllocationTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void pricingAndEnteringStepsAllocateNothing() {
    CompiledStepPrice price = Fixtures.price(Fixtures.deepSeek(72));
    StepLedger ledger = new StepLedger(price);
    long warm = run(price, ledger, 50_000);
    long thread = Thread.currentThread().getId();
    long before = THREADS.getThreadAllocatedBytes(thread);
    long measured = run(price, ledger, 50_000);
    long allocated = THREADS.getThreadAllocatedBytes(thread) - before;
    assertEquals(warm, measured);
    assertNotEquals(0, measured);
    assertEquals(0, allocated / 50_000, "bytes per step, " + allocated + " in all");
  }

  private static long run(CompiledStepPrice price, StepLedger ledger, int steps) {
    long sum = 0;
    for (int i = 0; i < steps; i++) {
      int sequences = i & 255;
      int tokens = sequences + (i & 4095);
      sum += price.tokenPicos(tokens, 72L * tokens);
      sum += price.decodePicos(sequences, sequences * 1000L);
      sum += price.prefillPicos(i & 4095, 512);
      sum += price.samplePicos(sequences);
      ledger.record(tokens, 72L * tokens, 1);
      ledger.recordDecode(sequences, sequences * 1000L);
      ledger.recordSamples(sequences, 1);
    }
    return sum;
  }
}
