package dev.dryrack.benchmarks.kernel;

/**
 * The floor: M/M/1 without a kernel, its two possible events in two variables. What remains is the
 * draw and the branch on which event comes first, which no predictor knows.
 */
public final class HandWrittenKernel implements KernelUnderTest {

  @Override
  public String name() {
    return "by-hand";
  }

  @Override
  public boolean supports(String workload) {
    return workload.equals("mm1");
  }

  @Override
  public Workload singleServer() {
    return new SingleServer();
  }

  @Override
  public Workload hold(int pending) {
    throw new UnsupportedOperationException("many events need a list");
  }

  @Override
  public Workload phold(int processes) {
    throw new UnsupportedOperationException("many events need a list");
  }

  @Override
  public Workload timeouts(int pending) {
    throw new UnsupportedOperationException("many events need a list");
  }

  private static final class SingleServer implements Workload {

    private final Draws draws = new Draws();
    private long arrival;
    private long departure = Long.MAX_VALUE;
    private long inSystem;

    @Override
    public void deliver(int events) {
      for (int i = 0; i < events; i++) {
        if (arrival <= departure) {
          if (inSystem++ == 0) {
            departure = arrival + draws.exponential() * 4 / 5;
          }
          arrival += draws.exponential();
        } else if (--inSystem > 0) {
          departure += draws.exponential() * 4 / 5;
        } else {
          departure = Long.MAX_VALUE;
        }
      }
    }
  }
}
