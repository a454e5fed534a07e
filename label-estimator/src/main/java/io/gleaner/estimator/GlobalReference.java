package io.gleaner.estimator;

import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reference data as the global stores hold it. A global store trails its topic by a moment; what is
 * not there yet is waited for, as far as {@link Patience} goes, which must stay below the time a
 * shutdown may take. What was waited for in vain is not waited for again: a model, and a label
 * space of that many classes or more until a larger one is published. For one task.
 */
final class GlobalReference implements Reference {

  private static final Logger LOG = LoggerFactory.getLogger(GlobalReference.class);

  /** Of models and priors that are named and not there so many are remembered. */
  private static final int MOST_MISSING = 1_000;

  /** A version every 30 s: half a day of 5,400 classes. */
  private static final long PRIOR_CODES_BYTES = 8 << 20;

  private final ReadOnlyKeyValueStore<String, byte[]> models;
  private final ReadOnlyKeyValueStore<String, byte[]> labelSpaces;
  private final Patience patience;
  private final Map<Long, Priors> priors = new Recent<>();
  private final PriorCodes priorCodes = new PriorCodes(PRIOR_CODES_BYTES);
  private final Map<ModelStep, ScoringModel> scoringModels = new Recent<>();
  private final Set<ModelStep> missing = new HashSet<>();
  private final Set<Long> missingPriors = new HashSet<>();
  private LabelSpace labelSpace = LabelSpace.of(List.of());
  private byte @Nullable [] labelSpaceRead;
  private int waitedInVainFor = Integer.MAX_VALUE;

  GlobalReference(
      ReadOnlyKeyValueStore<String, byte[]> models,
      ReadOnlyKeyValueStore<String, byte[]> labelSpaces,
      Patience patience) {
    this.models = models;
    this.labelSpaces = labelSpaces;
    this.patience = patience;
  }

  /** What the global stores hold, as a processor sees them. */
  static GlobalReference of(ProcessorContext<?, ?> context, Patience patience) {
    return new GlobalReference(
        context.getStateStore(ReferenceStores.MODELS),
        context.getStateStore(ReferenceStores.LABEL_SPACE),
        patience);
  }

  @Override
  public Priors priors(long version) {
    return find(version)
        .orElseThrow(
            () ->
                new MissingReferenceException(
                    "class priors %d, which a stored row stands at, are not in the topic of models after %s: restore what was deleted from it"
                        .formatted(version, patience.longest())));
  }

  @Override
  public boolean hasPriors(long version) {
    return find(version).isPresent();
  }

  private Optional<Priors> find(long version) {
    Priors known = priors.get(version);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Priors> found =
        missingPriors.contains(version)
            ? Optional.ofNullable(publishedPriors(version))
            : patience.await(() -> publishedPriors(version));
    found.ifPresent(there -> priors.put(version, there));
    if (found.isEmpty() && missingPriors.size() < MOST_MISSING) {
      missingPriors.add(version);
    }
    return found;
  }

  @Override
  public byte[] standing(long version, int classes) {
    byte[] codes = priorCodes.get(version);
    if (codes == null) {
      Priors found = priors(version);
      codes = found.codes(found.classes());
      priorCodes.put(version, codes);
    }
    return Priors.codes(codes, classes);
  }

  private @Nullable Priors publishedPriors(long version) {
    ModelRecord record = model("priors/" + version);
    return record == null || !record.hasPriors() ? null : Priors.of(record.getPriors());
  }

  @Override
  public ScoringModel model(ModelStep step) {
    ScoringModel known = scoringModels.get(step);
    if (known != null) {
      return known;
    }
    Optional<ScoringModel> found =
        missing.contains(step)
            ? Optional.ofNullable(publishedModel(step))
            : patience.await(() -> publishedModel(step));
    found.ifPresent(model -> scoringModels.put(step, model));
    if (found.isEmpty() && missing.size() < MOST_MISSING && missing.add(step)) {
      LOG.warn("{} scores images but is not in the topic of models: fixed thresholds used", step);
    }
    return found.orElseGet(ScoringModel::silent);
  }

  private @Nullable ScoringModel publishedModel(ModelStep step) {
    ModelRecord record = model("model/" + step.lineage() + "/" + step.step());
    if (record == null || !record.hasModel()) {
      return null;
    }
    ModelVersion model = record.getModel();
    if (model.getStatus() == ModelVersion.Status.CANDIDATE) {
      // not measured yet: its thresholds come with its next status
      return null;
    }
    Priors known = publishedPriors(model.getPriorVersion());
    return new ScoringModel(
        model.getThresholdsList(), known == null ? ScoringModel.NO_PRIORS : known);
  }

  @Override
  public Optional<LabelSpace> labelSpace(int version) {
    if (labelSpace.version() >= version) {
      return Optional.of(labelSpace);
    }
    Optional<LabelSpace> found =
        version >= waitedInVainFor
            ? Optional.ofNullable(publishedLabelSpace(version))
            : patience.await(() -> publishedLabelSpace(version));
    if (found.isEmpty()) {
      waitedInVainFor = Math.min(waitedInVainFor, version);
    }
    return found;
  }

  /** The newest label space if it is of a version or later; a larger one makes all waiting new. */
  private @Nullable LabelSpace publishedLabelSpace(int version) {
    byte[] bytes = labelSpaces.get(ReferenceStores.LABEL_SPACE_KEY);
    if (bytes != null && !Arrays.equals(bytes, labelSpaceRead)) {
      labelSpaceRead = bytes;
      LabelSpace newest = ReferenceStores.labelSpace(bytes);
      if (newest != null && newest.version() > labelSpace.version()) {
        labelSpace = newest;
        waitedInVainFor = Integer.MAX_VALUE;
      }
    }
    return labelSpace.version() >= version ? labelSpace : null;
  }

  private @Nullable ModelRecord model(String key) {
    byte[] bytes = models.get(key);
    return bytes == null ? null : ReferenceStores.model(bytes);
  }

  /** The entries used last; the others can be read again. */
  private static final class Recent<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 64;

    Recent() {
      super(MOST, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > MOST;
    }
  }
}
