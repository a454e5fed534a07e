package io.gleaner.app.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** What both rules came to with one seed, round by round. */
record QueryComparison(
    @JsonProperty("seed") long seed,
    @JsonProperty("chosen") List<QueryRound> chosen,
    @JsonProperty("random") List<QueryRound> random) {

  /** Test mAP after a round, chosen less random. */
  double gain(int round) {
    return chosen.get(round).testMap() - random.get(round).testMap();
  }
}
