package dev.dryrack.sim;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Bytes that the current thread allocates while something runs. */
public final class AllocationMeter {

  private static final int WINDOWS = 20;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** The bytes that this thread has allocated so far. */
  public long bytes() {
    return threads.getCurrentThreadAllocatedBytes();
  }

  /** The fewest bytes allocated in any of several runs: the compilers' own work is in some. */
  public long fewestBytes(Runnable work) {
    long fewest = Long.MAX_VALUE;
    for (int i = 0; i < WINDOWS && fewest > 0; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      work.run();
      fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return fewest;
  }
}
