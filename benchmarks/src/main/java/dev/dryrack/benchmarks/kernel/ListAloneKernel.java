package dev.dryrack.benchmarks.kernel;

import dev.dryrack.sim.EventQueue;
import dev.dryrack.sim.HybridEventQueue;

/**
 * The default event list driven by a loop, without the kernel around it: no component to call, no
 * clock to keep, nothing that may stop or watch. Beside {@code dryrack-hybrid} it tells what the
 * kernel adds, beside {@link HandWrittenKernel} what a general list costs.
 */
public final class ListAloneKernel implements KernelUnderTest {

  @Override
  public String name() {
    return "dryrack-list-alone";
  }

  @Override
  public boolean supports(String workload) {
    return workload.startsWith("hold-") || workload.equals("mm1");
  }

  @Override
  public Workload hold(int pending) {
    EventQueue queue = new HybridEventQueue();
    Draws draws = new Draws();
    for (int i = 0; i < pending; i++) {
      queue.schedule(draws.increment(), 0, 0, 0, i);
    }
    return events -> {
      for (int i = 0; i < events; i++) {
        queue.poll();
        queue.schedule(queue.timePicos() + draws.increment(), 0, 0, 0, queue.argument());
      }
    };
  }

  @Override
  public Workload singleServer() {
    return new SingleServer();
  }

  private static final class SingleServer implements Workload {

    private static final int ARRIVAL = 0;
    private static final int DEPARTURE = 1;

    private final EventQueue queue = new HybridEventQueue();
    private final Draws draws = new Draws();
    private long inSystem;

    SingleServer() {
      queue.schedule(0, 0, 0, ARRIVAL, 0);
    }

    @Override
    public void deliver(int events) {
      for (int i = 0; i < events; i++) {
        queue.poll();
        if (queue.type() == ARRIVAL) {
          queue.schedule(queue.timePicos() + draws.exponential(), 0, 0, ARRIVAL, 0);
          if (inSystem++ == 0) {
            serve();
          }
        } else if (--inSystem > 0) {
          serve();
        }
      }
    }

    private void serve() {
      queue.schedule(queue.timePicos() + draws.exponential() * 4 / 5, 0, 0, DEPARTURE, 0);
    }
  }
}
