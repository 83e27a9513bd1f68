package dev.dryrack.cli.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a long command learns that the user wants it to end (Ctrl-C, SIGTERM) and gets the time to
 * report what is finished.
 *
 * <p>Threading: the handler is set by the command's thread and called by the JVM's shutdown thread,
 * at most once.
 */
public final class Interruption {

  private static final long PATIENCE_SECONDS = 10;

  private final CountDownLatch finished = new CountDownLatch(1);
  private @Nullable Runnable handler;
  private boolean requested;
  private volatile int code = ExitCode.INTERRUPTED;

  /** One that never happens unless {@link #request()} is called: for tests. */
  public Interruption() {}

  /** One that happens when the process is asked to end. */
  public static Interruption onSignal() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(interruption::awaitReport, "dryrack-interruption"));
    return interruption;
  }

  /** Says what to do when the interruption comes; does it at once if it has come already. */
  public void onRequest(Runnable stop) {
    boolean now;
    synchronized (this) {
      handler = stop;
      now = requested;
    }
    if (now) {
      stop.run();
    }
  }

  /** Whether the user asked to end. */
  public synchronized boolean isRequested() {
    return requested;
  }

  /** Asks the command to end and report. */
  public void request() {
    Runnable stop;
    synchronized (this) {
      requested = true;
      stop = handler;
    }
    if (stop != null) {
      stop.run();
    }
  }

  /** Tells a waiting shutdown that everything is written. */
  public void finished(int exitCode) {
    code = exitCode;
    finished.countDown();
  }

  /**
   * The shutdown hook. In an orderly exit the command has finished before; after a signal it has
   * not, is asked to, and gets some time.
   */
  private void awaitReport() {
    if (finished.getCount() == 0) {
      return;
    }
    request();
    try {
      if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        code = ExitCode.INTERRUPTED;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(code == ExitCode.OK ? ExitCode.INTERRUPTED : code);
  }
}
