package io.gleaner.objective;

import static io.gleaner.objective.GoldenCase.batch;
import static io.gleaner.objective.GoldenCase.flat;
import static io.gleaner.objective.GoldenCase.full;
import static io.gleaner.objective.GoldenCase.matches;
import static io.gleaner.objective.GoldenCase.partial;
import static io.gleaner.objective.GoldenCase.pseudo;
import static io.gleaner.objective.GoldenObjective.CODE_EPSILON;
import static io.gleaner.objective.GoldenObjective.code;
import static io.gleaner.objective.GoldenObjective.named;
import static io.gleaner.objective.GoldenObjective.p;
import static io.gleaner.objective.LabelBatch.ABSENT;
import static io.gleaner.objective.LabelBatch.PRESENT;
import static io.gleaner.objective.LabelBatch.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Losses for single positives, their estimates and pseudo-labels against their golden files. */
final class GoldenSinglePositive {
  private GoldenSinglePositive() {}

  static void addTo(Map<String, GoldenChecks.Check> all) {
    all.put("spml_bce.json", c -> matches(code("bce"), full(c, "observed"), c));
    all.put(
        "spml_bce_ls.json",
        c -> matches(code("bce", "label-smoothing", p(c, "ls_coef")), full(c, "observed"), c));
    all.put("spml_an.json", c -> matches(code("assume-negative"), partial(c), c));
    all.put(
        "spml_an_ls.json",
        c ->
            matches(
                code("assume-negative-smoothed", "label-smoothing", p(c, "ls_coef")),
                partial(c),
                c));
    all.put("spml_wan.json", c -> matches(code("weak-negatives"), partial(c), c));
    all.put("spml_iu.json", c -> matches(code("ignore-unobserved"), partial(c), c));
    all.put("spml_iun.json", GoldenSinglePositive::ignoreUnobservedPositives);
    all.put("spml_pr.json", c -> matches(named("pairwise-ranking"), partial(c), c));
    all.put(
        "spml_epr.json",
        c -> matches(code("epr", "kappa", p(c, "expected_num_pos")), partial(c), c));
    all.put("spml_role_batch.json", GoldenSinglePositive::roleBatch);
    all.put("spml_em.json", c -> matches(code("em", "alpha", p(c, "alpha")), partial(c), c));
    all.put("spml_em_apl.json", GoldenSinglePositive::emWithPseudoLabels);
    all.put("spml_apl_selection.json", GoldenSinglePositive::pseudoLabelSelection);
    all.put("vlpl_em_pl.json", GoldenSinglePositive::vlpl);
  }

  private static void ignoreUnobservedPositives(JsonNode c) {
    LabelBatch batch = partial(c);
    double[] truth = flat(c.get("true_labels"));
    for (int i = 0; i < truth.length; i++) {
      if (truth[i] < 0) {
        batch.observed()[i] = ABSENT;
      }
    }
    matches(code("ignore-unobserved"), batch, c);
  }

  /** The file's value is that of both halves: ours, and that of the estimates. */
  private static void roleBatch(JsonNode c) {
    LabelBatch batch = partial(c);
    double[] estimateLogits = flat(c.get("est_logits"));
    System.arraycopy(flat(c.get("estimates")), 0, batch.estimates(), 0, batch.entries());
    double kappa = p(c, "expected_num_pos");
    double[] gradient = new double[batch.entries()];
    double value = code("role", "kappa", kappa).evaluate(batch, gradient);
    GoldenCase.gradient(gradient, c.get("grad_logits"));
    GoldenCase.value(
        value + RoleTrajectory.estimatesLoss(batch, kappa, CODE_EPSILON), c.get("loss"));
    assertThat(step(batch, estimateLogits, kappa))
        .containsExactly(flat(c.get("grad_est_logits")), within(1e-10));
  }

  /** With η = 1/(B·K) the step is the gradient. */
  private static double[] step(LabelBatch batch, double[] logits, double kappa) {
    double[] gradient = new double[logits.length];
    RoleEstimates rows =
        new RoleEstimates(1.0 / logits.length, Double.POSITIVE_INFINITY, CODE_EPSILON);
    double epr =
        RoleEstimates.eprGradient(batch.estimates(), batch.size(), batch.classes(), kappa, 1);
    for (int i = 0; i < logits.length; i++) {
      gradient[i] =
          logits[i] - rows.step(logits[i], batch.observed()[i], batch.probabilities()[i], epr);
    }
    return gradient;
  }

  private static void emWithPseudoLabels(JsonNode c) {
    LabelBatch batch = batch(c, "observed", UNKNOWN, UNKNOWN);
    double[] codes = flat(c.get("observed"));
    for (int i = 0; i < codes.length; i++) {
      if (codes[i] < 0) {
        batch.pseudo()[i] = ABSENT;
        batch.estimates()[i] = -codes[i];
      }
    }
    matches(code("em", "alpha", p(c, "alpha"), "beta", p(c, "beta")), batch, c);
  }

  private static void pseudoLabelSelection(JsonNode file) {
    for (JsonNode c : file.get("cases")) {
      LabelBatch images = partial(file);
      AsymmetricPseudoLabels selection =
          new AsymmetricPseudoLabels(
              c.get("neg_proportion").asDouble(),
              c.get("num_epochs").asInt(),
              c.get("warmup_epoch").asInt());
      images.fillProbabilities();
      for (JsonNode expected : c.get("labels_after_each_round")) {
        selection.select(images);
        double[] labels = new double[images.entries()];
        for (int i = 0; i < labels.length; i++) {
          labels[i] =
              images.observed()[i] == PRESENT
                  ? 1
                  : images.pseudo()[i] == ABSENT ? -images.estimates()[i] : 0;
        }
        assertThat(labels).containsExactly(flat(expected), within(1e-12));
      }
    }
  }

  private static void vlpl(JsonNode c) {
    LabelBatch batch = partial(c);
    pseudo(batch, c);
    batch.epoch(c.at("/params/epoch").asInt());
    matches(
        code(
            "vlpl",
            "alpha",
            p(c, "alpha"),
            "beta",
            p(c, "beta_pos"),
            "warmup",
            p(c, "warmup_epoch")),
        batch,
        c);
  }
}
