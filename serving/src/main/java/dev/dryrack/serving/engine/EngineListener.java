package dev.dryrack.serving.engine;

/** Is told when a request leaves a replica, served or not, and when a preemption makes room. */
interface EngineListener {

  /**
   * A request has emitted its last token. The listener reads its slot and gives it back.
   *
   * @param replica where it ran
   * @param slot its slot in {@link RequestSlots}
   * @param nowPicos when
   */
  void finished(int replica, int slot, long nowPicos);

  /**
   * A waiting request is rejected since its target passed. The listener reads its slot and gives it
   * back.
   */
  void rejectedLate(int replica, int slot, long nowPicos);

  /** A step ends in which a preemption gave blocks back. */
  void roomFreed(int replica, long nowPicos);
}
