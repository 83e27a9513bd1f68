package dev.dryrack.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dryrack.cli.process.UsageException;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.trace.TraceOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What shows only at the end of a trace ({@link CheckedReplay}). */
final class CheckedReplayTest {

  @TempDir Path folder;

  private SessionSource open(String rows, double speed) throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), rows);
    return new TraceReplay(TraceOptions.DEFAULTS, speed, 0, 0, 0, 1, Long.MAX_VALUE, 0, "")
        .open(List.of(file));
  }

  @Test
  void allRequestsComeAndThenTheRefusal() throws IOException {
    String atOnce = "arrived_at,num_prefill_tokens,num_decode_tokens\n3,9,1\n3,9,2\n";
    try (SessionSource source = open(atOnce, 2)) {
      assertThat(source.advance()).isTrue();
      assertThat(source.advance()).isTrue();
      assertThat(source.outputTokens()).isEqualTo(2);
      assertThatThrownBy(source::advance)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("--speed has no effect: all requests arrive at once");
    }
  }

  @Test
  void whatHasAnEffectIsNotRefused() throws IOException {
    String apart = "arrived_at,num_prefill_tokens,num_decode_tokens\n3,9,1\n5,9,2\n";
    try (SessionSource source = open(apart, 2)) {
      assertThat(source.advance()).isTrue();
      assertThat(source.advance()).isTrue();
      assertThat(source.arrivalPicos()).isEqualTo(1_000_000_000_000L);
      assertThat(source.advance()).isFalse();
    }
  }

  @Test
  void aTraceWithoutRequestsIsNotCheckedAsItIsRefusedForThat() throws IOException {
    String none = "arrived_at,num_prefill_tokens,num_decode_tokens\n3,0,1\n";
    try (SessionSource source = open(none, 2)) {
      assertThat(source.advance()).isFalse();
    }
  }
}
