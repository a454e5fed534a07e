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
  private static final int BATCHES = 200;

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
    for (int warmUp = 0; warmUp < 20; warmUp++) {
      objective.evaluate(batch, gradient);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    threads.getThreadAllocatedBytes(id);
    long before = threads.getThreadAllocatedBytes(id);
    for (int i = 0; i < BATCHES; i++) {
      objective.evaluate(batch, gradient);
    }
    // an object is 16 bytes at least: anything allocated by each batch would show
    assertThat((threads.getThreadAllocatedBytes(id) - before) / BATCHES).isZero();
  }
}
