package dev.dryrack.benchmarks.peers;

import ch.qos.logback.classic.Level;
import dev.dryrack.benchmarks.kernel.Draws;
import dev.dryrack.benchmarks.kernel.KernelUnderTest;
import dev.dryrack.benchmarks.kernel.Workload;
import java.util.ArrayList;
import java.util.List;
import org.cloudsimplus.core.CloudSimEntity;
import org.cloudsimplus.core.CloudSimPlus;
import org.cloudsimplus.core.events.SimEvent;
import org.cloudsimplus.util.Log;

/**
 * CloudSim Plus with bare entities. It runs for spans of time, not numbers of events: what a call
 * delivers too much is taken off the next.
 */
public final class CloudSimKernel implements KernelUnderTest {

  /** Its clock ignores what is closer than this; the draws are integers. */
  private static final double RESOLUTION = 1;

  @Override
  public String name() {
    return "CloudSim-Plus";
  }

  @Override
  public Workload hold(int pending) {
    return new Hold(1, pending);
  }

  @Override
  public Workload phold(int processes) {
    return new Hold(processes, processes);
  }

  @Override
  public Workload singleServer() {
    return new SingleServer();
  }

  /** Its cancel searches the whole list: not measured. */
  @Override
  public boolean supports(String workload) {
    return !workload.startsWith("timeouts");
  }

  private abstract static class Model implements Workload {

    final Draws draws = new Draws();
    final CloudSimPlus simulation = new CloudSimPlus(RESOLUTION);
    private final double eventsPerTime;
    private long owed;
    private boolean started;

    Model(double eventsPerTime) {
      Log.setLevel(Level.OFF);
      this.eventsPerTime = eventsPerTime;
    }

    @Override
    public final void deliver(int events) {
      if (!started) {
        started = true;
        simulation.startSync();
      }
      owed += events;
      while (owed > 0) {
        simulation.runFor(Math.max(RESOLUTION, owed / eventsPerTime));
      }
    }

    final void count() {
      owed--;
    }
  }

  private static final class Hold extends Model {

    private final List<Station> processes = new ArrayList<>();

    Hold(int count, int pending) {
      super((double) pending / Draws.MEAN);
      for (int i = 0; i < count; i++) {
        processes.add(new Station(pending / count));
      }
    }

    private final class Station extends CloudSimEntity {

      private final int jobs;

      Station(int jobs) {
        super(simulation);
        this.jobs = jobs;
      }

      @Override
      protected void startInternal() {
        for (int i = 0; i < jobs; i++) {
          schedule((double) draws.increment(), 0);
        }
      }

      @Override
      public void processEvent(SimEvent event) {
        int to = processes.size() == 1 ? 0 : draws.below(processes.size());
        schedule(processes.get(to), (double) draws.increment(), 0);
        count();
      }
    }
  }

  private static final class SingleServer extends Model {

    private static final int ARRIVAL = 0;
    private static final int DEPARTURE = 1;

    SingleServer() {
      super(2.0 / Draws.MEAN);
      new Server();
    }

    private final class Server extends CloudSimEntity {

      private long inSystem;

      Server() {
        super(simulation);
      }

      @Override
      protected void startInternal() {
        schedule(0.0, ARRIVAL);
      }

      @Override
      public void processEvent(SimEvent event) {
        if (event.getTag() == ARRIVAL) {
          schedule((double) draws.exponential(), ARRIVAL);
          if (inSystem++ == 0) {
            depart();
          }
        } else if (--inSystem > 0) {
          depart();
        }
        count();
      }

      private void depart() {
        schedule(draws.exponential() * 0.8, DEPARTURE);
      }
    }
  }
}
