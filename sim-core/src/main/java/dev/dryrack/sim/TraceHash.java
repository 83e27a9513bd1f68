package dev.dryrack.sim;

/**
 * A fingerprint of a run: equal for equal sequences of events, and for all practical purposes only
 * for them. The same on every JVM. Allocates nothing.
 */
public final class TraceHash implements TraceSink {

  private long hash;

  @Override
  public void onEvent(long timePicos, int priority, int component, int type, long argument) {
    mix(timePicos);
    mix(((long) priority << 32) | component);
    mix(type);
    mix(argument);
  }

  /** The fingerprint of what was seen up to now. */
  public long value() {
    return hash;
  }

  /** One round of the finaliser of MurmurHash3 (A. Appleby, public domain) over a running sum. */
  private void mix(long value) {
    long h = (hash ^ value) * 0xFF51AFD7ED558CCDL;
    h = (h ^ (h >>> 33)) * 0xC4CEB9FE1A85EC53L;
    hash = (h ^ (h >>> 33)) + 0x9E3779B97F4A7C15L;
  }
}
