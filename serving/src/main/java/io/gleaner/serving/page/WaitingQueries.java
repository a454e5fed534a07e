package io.gleaner.serving.page;

import io.gleaner.protocol.v1.LabelQuery;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The label queries that nobody answered yet; an image has one at most. For one thread at a time.
 */
final class WaitingQueries {
  /** More are not kept: the oldest go, and their answers would be the least telling. */
  static final int MOST = 10_000;

  /** Audits first: what they measure stands for all images only if they all are answered. */
  private static final Comparator<LabelQuery> ORDER =
      Comparator.comparing((LabelQuery query) -> !isAudit(query))
          .thenComparing(Comparator.comparingDouble(LabelQuery::getValue).reversed())
          .thenComparing(LabelQuery::getTimeMillis);

  private final Map<String, LabelQuery> byImage = new LinkedHashMap<>();

  /**
   * Takes a record of the topic.
   *
   * @param query null withdraws the image's query
   */
  void accept(String image, @Nullable LabelQuery query) {
    byImage.remove(image);
    if (query == null) {
      return;
    }
    byImage.put(image, query);
    if (byImage.size() > MOST) {
      byImage.remove(byImage.keySet().iterator().next());
    }
  }

  /** The query of that id, if it still waits. */
  Optional<LabelQuery> find(String image, String queryId) {
    return Optional.ofNullable(byImage.get(image)).filter(q -> q.getQueryId().equals(queryId));
  }

  int count() {
    return byImage.size();
  }

  /** Whether a random audit drew it, so that it wants an answer whoever said what before. */
  static boolean isAudit(LabelQuery query) {
    return query.getAuditPropensity() > 0;
  }

  /** All, the most urgent first. */
  List<LabelQuery> inOrder() {
    return byImage.values().stream().sorted(ORDER).toList();
  }
}
