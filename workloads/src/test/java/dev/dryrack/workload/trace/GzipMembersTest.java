package dev.dryrack.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class GzipMembersTest {

  @Test
  void membersAreJoinedWhereverTheirEndsFallInTheBuffer() throws IOException {
    long seed = 3;
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      ByteArrayOutputStream plain = new ByteArrayOutputStream();
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      int members = 1 + random.nextInt(4);
      for (int member = 0; member < members; member++) {
        byte[] part = new byte[random.nextInt(90)];
        random.nextBytes(part);
        plain.write(part);
        packed.write(Traces.gzip(part));
      }
      int bufferBytes = 1 + random.nextInt(64);
      try (GzipMembers in =
          new GzipMembers(new ByteArrayInputStream(packed.toByteArray()), bufferBytes)) {
        assertThat(in.readAllBytes())
            .as("seed %d round %d buffer %d", seed, round, bufferBytes)
            .isEqualTo(plain.toByteArray());
      }
    }
  }
}
