package dev.dryrack.benchmarks.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** Every kernel that is measured here runs what it says it supports, and refuses the rest. */
final class KernelUnderTestTest {

  private static final List<String> WORKLOADS =
      List.of("hold-3", "hold-100", "hold-10000", "mm1", "phold-1000", "timeouts-1000");

  @Test
  void supportedWorkloadsRun() {
    List<String> names = new ArrayList<>();
    for (KernelUnderTest kernel : ServiceLoader.load(KernelUnderTest.class)) {
      names.add(kernel.name());
      for (String workload : WORKLOADS) {
        if (kernel.supports(workload)) {
          kernel.workload(workload).deliver(2_000);
        }
      }
    }
    assertThat(names).contains("dryrack-hybrid", "dryrack-list-alone", "by-hand", "PriorityQueue");
  }

  @Test
  void theListAloneRefusesModelsThatNeedAKernel() {
    KernelUnderTest list = new ListAloneKernel();
    assertThat(list.supports("phold-1000")).isFalse();
    assertThat(list.supports("timeouts-1000")).isFalse();
    assertThatThrownBy(() -> list.workload("phold-1000"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("dryrack-list-alone has no model 'phold'");
  }
}
