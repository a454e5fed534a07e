package io.gleaner.app.demo;

import io.gleaner.protocol.Stage;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** Whether every stage still runs: waiting for a dead one would never end. */
record Liveness(Map<String, Stage> stages) {

  /**
   * Does nothing while all stages run.
   *
   * @throws StageFailedException naming the stage that stopped, with its cause
   */
  void check() {
    stages.forEach(
        (name, stage) -> {
          if (stage.termination().isDone()) {
            try {
              stage.termination().join();
            } catch (CompletionException e) {
              throw new StageFailedException(name, e.getCause());
            }
            throw new StageFailedException(name, null);
          }
        });
  }
}
