package io.gleaner.objective;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.gleaner.objective.Batches.Mask;
import io.gleaner.objective.Configurations.Configuration;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Every objective")
class AllocationTest {
  private static final int WINDOWS = 50;

  static List<Configuration> configurations() {
    return Configurations.all();
  }

  @ParameterizedTest
  @MethodSource("configurations")
  @DisplayName("allocates nothing after the first batch")
  void shouldNotAllocate(Configuration configuration) {
    LabelBatch batch = Batches.random(3, 8, 6, Mask.ANY, 2);
    double[] gradient = new double[batch.entries()];
    Objective objective = configuration.build(6);
    objective.evaluate(batch, gradient);
    // the virtual machine may allocate now and then, a batch that allocates does so every time
    long least = Long.MAX_VALUE;
    for (int window = 0; window < WINDOWS; window++) {
      least = Math.min(least, allocated(objective, batch, gradient));
    }
    assertThat(least).isZero();
  }

  private static long allocated(Objective objective, LabelBatch batch, double[] gradient) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(id);
    objective.evaluate(batch, gradient);
    return threads.getThreadAllocatedBytes(id) - before;
  }
}
