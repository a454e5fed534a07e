package io.gleaner.app.demo;

import java.util.Locale;

/** The report for people. */
final class Summary {

  private Summary() {}

  static String of(DemoReport r) {
    StringBuilder text = new StringBuilder();
    line(text, "%d of %d images tagged, %d rejected", r.tagged(), r.images(), r.rejected());
    line(text, "%d training steps in %.0f s with %s", r.steps(), r.seconds(), r.objective());
    line(
        text,
        "holdout mAP %s → %s from one label a picture and %d random audits"
            + " (class frequency alone: %s; in brackets 95 %% intervals)",
        r.beside("holdout_map_first", r.holdoutMapFirst()),
        r.beside("holdout_map_last", r.holdoutMapLast()),
        r.audits(),
        r.beside("prior_map", r.priorMap()));
    if (r.fullMap() != null) {
      line(
          text,
          "given every label: %s, of which this is %.0f %%",
          r.beside("full_map", r.fullMap()),
          100 * r.holdoutMapLast() / r.fullMap());
    }
    if (r.estimateMap() != null && r.estimatePriorMap() != null) {
      line(
          text,
          "labels nobody gave: estimates rank them with mAP %s; class prior: %s",
          r.beside("estimate_map", r.estimateMap()),
          r.beside("estimate_prior_map", r.estimatePriorMap()));
    }
    line(
        text,
        "probability gap %+.2f (0: positives and negatives are learnt alike)",
        r.probabilityGapLast());
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
