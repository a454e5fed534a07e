package io.gleaner.serving;

import io.gleaner.network.CheckpointManifest;
import io.gleaner.network.CheckpointReader;
import io.gleaner.network.Network;
import io.gleaner.network.NetworkSpec;
import io.gleaner.network.OperatorScript;
import io.gleaner.network.Scorer;
import io.gleaner.network.Tensor;
import io.gleaner.protocol.ConfigurationException;
import io.gleaner.protocol.v1.ModelVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Loads models from the checkpoint directory that the learner writes. */
final class CheckpointLoader implements ModelLoader {
  private final Path checkpoints;
  private final String device;
  private final OperatorScript script;
  private final int capacity;

  /**
   * Loads from a directory.
   *
   * @param checkpoints the learner's checkpoint directory
   * @param device {@code auto}, {@code cpu} or {@code cuda:N}
   * @param script TorchScript that a model may have as a backbone, by its operator's word
   * @param capacity images a batch
   */
  CheckpointLoader(Path checkpoints, String device, OperatorScript script, int capacity) {
    this.checkpoints = checkpoints;
    this.device = device;
    this.script = script;
    this.capacity = capacity;
  }

  @Override
  public List<Model> load(ModelVersion version, int copies) throws DamagedCheckpointException {
    try {
      CheckpointReader reader = CheckpointReader.open(directory(version), version.getSha256());
      requireSame(version, reader.manifest());
      return models(version, reader, copies);
    } catch (IOException | IllegalArgumentException | ConfigurationException e) {
      throw new DamagedCheckpointException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The record's directory name must stay below the shared directory, whoever wrote it. */
  private Path directory(ModelVersion version) throws DamagedCheckpointException {
    Path directory = checkpoints.resolve(version.getCheckpoint()).normalize();
    if (version.getCheckpoint().isEmpty()
        || !checkpoints.normalize().equals(directory.getParent())) {
      throw new DamagedCheckpointException(
          "'%s' is no directory in %s".formatted(version.getCheckpoint(), checkpoints));
    }
    return directory;
  }

  private static void requireSame(ModelVersion version, CheckpointManifest manifest)
      throws DamagedCheckpointException {
    ServedVersion found = new ServedVersion(manifest.lineage(), manifest.step());
    if (!found.equals(ServedVersion.of(version))) {
      throw new DamagedCheckpointException(
          "%s holds model %s".formatted(version.getCheckpoint(), found));
    }
  }

  private List<Model> models(ModelVersion version, CheckpointReader reader, int copies)
      throws IOException {
    Map<String, Tensor> parameters = reader.parameters();
    NetworkSpec spec = reader.manifest().network();
    List<Model> models = new ArrayList<>(copies);
    try {
      for (int i = 0; i < copies; i++) {
        Network network = Network.create(spec, device, 0, script);
        models.add(new NetworkModel(version, new Scorer(network), capacity));
        network.load(parameters);
      }
      return models;
    } catch (IOException | RuntimeException e) {
      models.forEach(Model::close);
      throw e;
    }
  }
}
