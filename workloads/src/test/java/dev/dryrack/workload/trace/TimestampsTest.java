package dev.dryrack.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TimestampsTest {

  private final Timestamps timestamps = new Timestamps();

  private boolean parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return timestamps.parse(bytes, 0, bytes.length);
  }

  @Test
  void sevenDigitsAreKept() {
    assertThat(parse("2023-11-16 18:15:46.6805900")).isTrue();
    assertThat(timestamps.seconds())
        .isEqualTo(Instant.parse("2023-11-16T18:15:46Z").getEpochSecond());
    assertThat(timestamps.picos()).isEqualTo(680_590_000_000L);
  }

  @Test
  void everyFormOfTheAzureTracesIsRead() {
    long expected = Instant.parse("2024-05-12T00:00:00Z").getEpochSecond();
    for (String text :
        new String[] {
          "2024-05-12 00:00:00+00:00",
          "2024-05-12 00:00:00.000000+00:00",
          "2024-05-12T00:00:00.000Z",
          "2024-05-12 00:00:00",
          "2024-05-12 02:00:00+02:00",
          "2024-05-11 19:30:00-04:30"
        }) {
      assertThat(parse(text)).as(text).isTrue();
      assertThat(timestamps.seconds()).as(text).isEqualTo(expected);
      assertThat(timestamps.picos()).as(text).isZero();
    }
  }

  @Test
  void daysThatDoNotExistAreRefused() {
    for (String text :
        new String[] {
          "2023-02-29 00:00:00",
          "2023-13-01 00:00:00",
          "2023-04-31 00:00:00",
          "2023-01-00 00:00:00",
          "2023-01-01 24:00:00",
          "2023-01-01 00:60:00",
          "2023-01-01 00:00:60",
          "2023-01-01 00:00:00.",
          "2023-01-01 00:00:00X",
          "2023-01-01 00:00:00+1:00",
          "2023-01-01",
          "2023/01/01 00:00:00",
          "20a3-01-01 00:00:00"
        }) {
      assertThat(parse(text)).as(text).isFalse();
    }
    assertThat(parse("2024-02-29 00:00:00")).isTrue();
  }

  @Test
  void secondsEqualThoseOfTheJdk() {
    long seed = 7;
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      OffsetDateTime time =
          LocalDate.ofEpochDay(random.nextInt(80_000) - 20_000)
              .atTime(random.nextInt(24), random.nextInt(60), random.nextInt(60))
              .atOffset(ZoneOffset.UTC);
      String text =
          time.toString().length() == 17 ? time.toString().replace("Z", ":00Z") : time.toString();
      assertThat(parse(text)).as(text).isTrue();
      assertThat(timestamps.seconds())
          .as("seed %d: %s", seed, text)
          .isEqualTo(time.toEpochSecond());
    }
  }
}
