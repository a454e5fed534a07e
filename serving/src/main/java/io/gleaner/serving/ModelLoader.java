package io.gleaner.serving;

import io.gleaner.protocol.v1.ModelVersion;
import java.util.List;

/** Loads checkpoints. */
interface ModelLoader {
  /**
   * Verifies the version's checkpoint and loads it.
   *
   * @param copies how many threads will use it
   * @return that many models, each independent of the others
   * @throws DamagedCheckpointException if the checkpoint is missing, incomplete or changed
   */
  List<Model> load(ModelVersion version, int copies) throws DamagedCheckpointException;
}
