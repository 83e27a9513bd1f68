package dev.dryrack.sim.random;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Independent random streams, one per consumer, keyed by (seed, replication, name).
 *
 * <p>The state of a stream is the SHA-256 hash of its key: a new consumer shifts no other, and the
 * same consumer draws the same numbers under every plan compared (common random numbers). Asking
 * twice for a name gives two streams with equal draws.
 *
 * @param seed chosen by the user
 * @param replication 0 or more
 */
public record RandomStreams(long seed, int replication) {

  /** Refuses a negative replication. */
  public RandomStreams {
    if (replication < 0) {
      throw new IllegalArgumentException("replication " + replication + " is negative");
    }
  }

  /** The stream of a name, from its beginning. */
  public RandomStream stream(String name) {
    ByteBuffer state = ByteBuffer.wrap(hash(name));
    return new Xoshiro256PlusPlus(
        state.getLong(), state.getLong(), state.getLong(), state.getLong());
  }

  /**
   * The mirror image of the stream of a name, for a run that is paired with one on {@link
   * #stream(String)}.
   */
  public RandomStream antitheticStream(String name) {
    return new Antithetic(stream(name));
  }

  /**
   * A stream of the reference generator, slower but the field's standard, keyed in the same way.
   */
  public RandomStream referenceStream(String name) {
    ByteBuffer state = ByteBuffer.wrap(hash(name));
    return Mrg32k3a.ofBits(state.getLong(), state.getLong(), state.getLong(), state.getLong());
  }

  private byte[] hash(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer key = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + utf8.length);
    key.putLong(seed).putInt(replication).put(utf8);
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.array());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, this one does not", e);
    }
  }
}
