package io.gleaner.estimator;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.SoftLabels;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The label-estimator without Kafka: takes label events and predictions in, keeps a row an image in
 * memory, and answers with the soft labels that the stage would publish. The same calls in the same
 * order give the same bytes. For one thread.
 */
public final class EstimateRows {

  private final Reference reference = new Published();
  private final Estimation estimation;
  private final Publication publication;
  private final Map<String, Row> rows = new HashMap<>();
  private final Map<Long, Priors> priors = new HashMap<>();

  /** Without rows or priors. */
  public EstimateRows(LabelEstimatorConfig config) {
    this.estimation = new Estimation(config.rules(), reference);
    this.publication = new Publication(config.rules(), reference);
  }

  /** Takes a version of the class priors in, before a prediction names it. */
  public void accept(ClassPriors record) {
    priors.put(record.getVersion(), Priors.of(record));
  }

  /**
   * Takes in what somebody says of an image, or its deletion.
   *
   * @return its new soft labels; empty if there are none to publish
   */
  public Optional<SoftLabels> accept(LabelEvent event) {
    ImageId image = ImageId.of(event.getId());
    return settle(image, estimation.apply(row(image), image, event));
  }

  /**
   * Takes in what a model thinks of an image.
   *
   * @param millis when it was made
   * @return its new soft labels; empty if there are none to publish
   * @throws IllegalArgumentException if it names priors that have not come
   */
  public Optional<SoftLabels> accept(Prediction prediction, long millis) {
    ImageId image = ImageId.of(prediction.getId());
    return settle(
        image, estimation.apply(row(image), image, read(prediction), millis, QueryAllowance.NONE));
  }

  /**
   * What to ask about an image: the class that nobody labelled whose answer is worth most.
   *
   * @param priorVersion of the class priors that say how rare classes are
   * @return empty if nothing is believed of the image yet, or nothing is unknown
   */
  public Optional<Question> question(String image, long priorVersion) {
    Row row = rows.getOrDefault(image, Row.NEW);
    Estimates estimates = row.estimates();
    return estimates == null
        ? Optional.empty()
        : Optional.ofNullable(
            Questions.choose(
                estimates.logits(), row.observed(), reference.priors(priorVersion), 0));
  }

  private static ImagePrediction read(Prediction prediction) {
    try {
      return ImagePrediction.parse(prediction.toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("a prediction cannot be read from its own bytes", e);
    }
  }

  private Row row(ImageId image) {
    return rows.getOrDefault(image.id(), Row.NEW);
  }

  private Optional<SoftLabels> settle(ImageId image, Outcome outcome) {
    rows.put(image.id(), outcome.row());
    return outcome.softLabels()
        ? Optional.of(publication.softLabels(image, outcome.row()))
        : Optional.empty();
  }

  /** Priors as they were given, and no models: tags are not asked for. */
  private final class Published implements Reference {

    @Override
    public Priors priors(long version) {
      Priors known = priors.get(version);
      if (known == null) {
        throw new IllegalArgumentException("class priors " + version + " were never given");
      }
      return known;
    }

    @Override
    public boolean hasPriors(long version) {
      return priors.containsKey(version);
    }

    @Override
    public ScoringModel model(ModelStep model) {
      return ScoringModel.silent();
    }

    @Override
    public Optional<LabelSpace> labelSpace(int version) {
      return Optional.empty();
    }
  }
}
