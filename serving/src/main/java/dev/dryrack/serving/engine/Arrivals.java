package dev.dryrack.serving.engine;

/** What sends requests to the served system at their times. */
interface Arrivals {

  /** Reads the first requests and schedules their arrival. */
  void start();

  /**
   * A request in flight has finished.
   *
   * @param request its number in the source
   */
  void finished(long request);
}
