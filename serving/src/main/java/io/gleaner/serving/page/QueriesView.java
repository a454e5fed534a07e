package io.gleaner.serving.page;

import io.gleaner.protocol.v1.LabelQuery;
import java.util.List;

/**
 * The label queries that wait, for the page.
 *
 * @param waiting how many there are
 * @param next the most urgent ones whose pictures are at hand
 */
record QueriesView(int waiting, List<QueryView> next) {

  /**
   * One query.
   *
   * @param millis when the image came; with its id it names the picture
   * @param name of the class that is asked about
   * @param audit whether a random audit drew it
   */
  record QueryView(String queryId, String id, long millis, String name, String why, boolean audit) {

    static QueryView of(LabelQuery query, long millis) {
      return new QueryView(
          query.getQueryId(),
          query.getId(),
          millis,
          query.getClassName(),
          query.getWhy(),
          WaitingQueries.isAudit(query));
    }
  }
}
