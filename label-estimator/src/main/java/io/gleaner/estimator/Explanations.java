package io.gleaner.estimator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.Explanation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.state.HostInfo;

/**
 * Answers for every image, whichever instance holds it: this one if it runs the image's task, else
 * the one that does, else one that keeps a copy.
 */
final class Explanations {

  private final LabelEstimatorConfig config;
  private final StoredRows rows;
  private final Peers peers;

  Explanations(LabelEstimatorConfig config, StoredRows rows, Peers peers) {
    this.config = config;
    this.rows = rows;
    this.peers = peers;
  }

  /**
   * Answers a question.
   *
   * @param forwarded whether another instance passed it on, so that it must not go round
   * @throws org.apache.kafka.streams.errors.InvalidStateStoreException while Kafka Streams does not
   *     run
   * @throws MissingReferenceException if a sparse row stands at class priors that are gone
   */
  Answer answer(ImageQuestion question, boolean forwarded) {
    byte[] key = question.image().getBytes(UTF_8);
    Optional<KeyQueryMetadata> holders = rows.whereabouts(key);
    if (holders.isEmpty()) {
      return Answer.notNow("partitions are being handed out among the label-estimators");
    }
    int partition = holders.get().partition();
    Reference reference = rows.reference();
    Optional<Row> own = rows.active(key, partition, reference);
    if (own.isPresent()) {
      return explain(question, own.get(), reference, false);
    }
    Optional<Answer> others = forwarded ? Optional.empty() : ask(others(holders.get()), question);
    return others.orElseGet(() -> answerFromCopy(question, key, partition, reference));
  }

  private List<HostInfo> others(KeyQueryMetadata holders) {
    List<HostInfo> hosts = new ArrayList<>();
    hosts.add(holders.activeHost());
    hosts.addAll(holders.standbyHosts());
    hosts.remove(config.applicationServer());
    return hosts;
  }

  private Optional<Answer> ask(List<HostInfo> hosts, ImageQuestion question) {
    return hosts.stream().flatMap(host -> peers.ask(host, question).stream()).findFirst();
  }

  private Answer answerFromCopy(
      ImageQuestion question, byte[] key, int partition, Reference reference) {
    return rows.copy(key, partition, reference)
        .map(row -> explain(question, row, reference, true))
        .orElseGet(() -> Answer.notNow("the label-estimator that holds this image is away"));
  }

  private static LabelSpace names(Row row, Reference reference) {
    return reference
        .labelSpace(Math.max(1, row.classes()))
        .orElseThrow(
            () ->
                new MissingReferenceException(
                    "the label space of a stored row is not in its topic"));
  }

  private Answer explain(ImageQuestion question, Row row, Reference reference, boolean stale) {
    if (row.equals(Row.NEW)) {
      return Answer.problem(404, "nobody has spoken of an image " + question.image());
    }
    LabelSpace names = names(row, reference);
    OptionalInt only = OptionalInt.empty();
    if (question.className() != null) {
      only = names.indexOf(question.className());
      if (only.isEmpty()) {
        return Answer.problem(404, "no class is named " + question.className());
      }
    }
    Explanation explanation =
        new Explainer(config.rules(), reference)
            .explain(ImageId.of(question.image()), row, names, only);
    return Answer.of(
        explanation.toBuilder()
            .setAnsweredBy(
                config.applicationServer().host() + ":" + config.applicationServer().port())
            .setStale(stale));
  }
}
