package dev.dryrack.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.workload.Allocations;
import dev.dryrack.workload.SessionSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class CsvAllocationTest {

  @Test
  @Tag("slow")
  void readingARowOfAnAzureTraceAllocatesNothing() throws IOException {
    StringBuilder text = new StringBuilder(Traces.AZURE);
    for (int i = 0; i < 600_000; i++) {
      text.append("2023-11-16 18:").append(10 + i / 12_000).append(':').append(10 + i / 240 % 50);
      text.append('.').append(1000000 + i).append(',').append(i % 5000 + 1).append(",17\r\n");
    }
    byte[] bytes = Traces.bytes(text.toString());
    try (SessionSource source =
        TraceFiles.open("trace", new ByteArrayInputStream(bytes), TraceOptions.DEFAULTS)) {
      for (int i = 0; i < 100_000; i++) {
        assertThat(source.advance()).isTrue();
      }
      long least = Long.MAX_VALUE;
      for (int window = 0; window < 4; window++) {
        long before = Allocations.bytes();
        for (int i = 0; i < 100_000; i++) {
          if (!source.advance()) {
            throw new AssertionError("the trace ended early");
          }
        }
        least = Math.min(least, Allocations.bytes() - before);
      }
      assertThat(least).isLessThan(1_000); // the meter itself
    }
  }
}
