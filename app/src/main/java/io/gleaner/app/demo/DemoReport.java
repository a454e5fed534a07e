package io.gleaner.app.demo;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.gleaner.app.demo.MeanPrecision.Interval;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a demo leaves as {@code report.json}. Mean average precisions are macro over classes, in
 * percent; unknown figures are left out. Intervals are of 95 %, by the name of their mAP.
 *
 * @param images pictures sent
 * @param audits random audits that were drawn, all of them answered
 * @param tagged pictures whose tags rest on a model's score
 * @param rejected records on topic {@code rejected}
 * @param steps training steps of the final model
 * @param seconds wall-clock seconds of this session
 * @param objective the objective that was trained with
 * @param holdoutMapFirst holdout mAP of the first checkpoint
 * @param holdoutMapLast holdout mAP of the last one
 * @param holdoutMapOfTags the same from the scores on topic {@code tags}, computed apart
 * @param priorMap holdout mAP of scoring every picture by class frequency
 * @param fullMap holdout mAP of the same run given every label, if it was asked for
 * @param estimateMap how well the estimates rank the hidden truth of unlabelled training entries
 * @param estimatePriorMap the same for the class prior on the same entries
 * @param probabilityGapLast Δp of the holdout, p_t⁺ − p_t⁻ (ASL, Eq. 9–10): the mean probability of
 *     positives less one minus that of negatives; 0 when both are learnt alike
 * @param intervals of the means above; of those that are known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DemoReport(
    @JsonProperty("seed") long seed,
    @JsonProperty("images") int images,
    @JsonProperty("audits") int audits,
    @JsonProperty("tagged") int tagged,
    @JsonProperty("rejected") int rejected,
    @JsonProperty("steps") long steps,
    @JsonProperty("seconds") double seconds,
    @JsonProperty("objective") String objective,
    @JsonProperty("holdout_map_first") double holdoutMapFirst,
    @JsonProperty("holdout_map_last") double holdoutMapLast,
    @JsonProperty("holdout_map_of_tags") double holdoutMapOfTags,
    @JsonProperty("prior_map") double priorMap,
    @JsonProperty("full_map") @Nullable Double fullMap,
    @JsonProperty("estimate_map") @Nullable Double estimateMap,
    @JsonProperty("estimate_prior_map") @Nullable Double estimatePriorMap,
    @JsonProperty("probability_gap_last") double probabilityGapLast,
    @JsonProperty("intervals") Map<String, Interval> intervals) {

  /** With what the same run gave that was told every label. */
  DemoReport withFull(DemoReport full) {
    Map<String, Interval> all = new TreeMap<>(intervals);
    Optional.ofNullable(full.intervals.get("holdout_map_last"))
        .ifPresent(interval -> all.put("full_map", interval));
    return new DemoReport(
        seed,
        images,
        audits,
        tagged,
        rejected,
        steps,
        seconds,
        objective,
        holdoutMapFirst,
        holdoutMapLast,
        holdoutMapOfTags,
        priorMap,
        full.holdoutMapLast,
        estimateMap,
        estimatePriorMap,
        probabilityGapLast,
        all);
  }

  /** One of the means with its interval, for people. */
  String beside(String name, double value) {
    return new MeanPrecision(value, intervals.get(name)).toString();
  }
}
