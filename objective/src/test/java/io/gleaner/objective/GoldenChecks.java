package io.gleaner.objective;

import static io.gleaner.objective.GoldenCase.batch;
import static io.gleaner.objective.GoldenCase.flat;
import static io.gleaner.objective.GoldenCase.full;
import static io.gleaner.objective.GoldenCase.matches;
import static io.gleaner.objective.GoldenCase.partial;
import static io.gleaner.objective.GoldenCase.pseudo;
import static io.gleaner.objective.LabelBatch.ABSENT;
import static io.gleaner.objective.LabelBatch.PRESENT;
import static io.gleaner.objective.LabelBatch.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** How each golden file is read: which objective, by name and parameters, it belongs to. */
final class GoldenChecks {
  private static final double CODE_EPSILON = 1e-5;

  private GoldenChecks() {}

  /** Compares one case, or a whole file that has none. */
  interface Check {
    void run(JsonNode c);
  }

  static Map<String, Check> byFile() {
    Map<String, Check> all = new TreeMap<>();
    all.put("asl.json", GoldenChecks::asl);
    all.put("asl_query2label.json", GoldenChecks::aslQuery2Label);
    all.put("asl_single_label.json", GoldenChecks::aslSingleLabel);
    all.put("focal.json", GoldenChecks::focal);
    all.put("two_way.json", GoldenChecks::twoWay);
    all.put("partial_asl_csl.json", GoldenChecks::partialAsl);
    all.put("hill.json", GoldenChecks::hill);
    all.put("splc.json", GoldenChecks::splc);
    all.put("gr_loss.json", GoldenChecks::gr);
    all.put("gpr_loss.json", GoldenChecks::gpr);
    all.put("large_loss.json", GoldenChecks::largeLoss);
    addRanking(all);
    addSinglePositive(all);
    addLongTail(all);
    all.put("spml_role_trajectory.json", RoleTrajectory::check);
    return all;
  }

  private static void addRanking(Map<String, Check> all) {
    all.put(
        "bp_mll.json",
        c -> {
          matches(named("bp-mll", "normalised", false), full(c, "labels"), c);
          GoldenCase.value(
              value(named("bp-mll"), full(c, "labels")), c.get("loss_paper_normalised"));
        });
    all.put(
        "lsep.json",
        c -> {
          matches(named("lsep", "whole-batch", true), full(c, "labels"), c);
          GoldenCase.value(value(named("lsep"), full(c, "labels")), c.get("loss_paper_per_sample"));
        });
    all.put("wlsep.json", c -> matches(named("wlsep"), full(c, "labels"), c));
    all.put(
        "warp_moments.json",
        c -> {
          matches(named("mean-warp", "order-instead-of-rank", true), full(c, "labels"), c);
          matches(named("mean-warp"), full(c, "labels"), c, "loss_true_rank", "grad_true_rank");
        });
    all.put("warp_rmlcnn.json", c -> warp("warp", c));
    all.put("robust_warp_rml.json", c -> warp("rml", c));
  }

  private static void warp(String name, JsonNode c) {
    Objective code = named(name, "rank", "in-class-order", "round-half-up", true);
    Objective exact = named(name, "rank", "violations");
    Objective expected = named(name, "round-half-up", true);
    matches(code, full(c, "labels"), c);
    matches(exact, full(c, "labels"), c, "loss_exact_rank", "grad_exact_rank");
    GoldenCase.value(value(expected, full(c, "labels")), c.get("loss_expected"));
  }

  private static void addSinglePositive(Map<String, Check> all) {
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
    all.put("spml_iun.json", GoldenChecks::ignoreUnobservedPositives);
    all.put("spml_pr.json", c -> matches(named("pairwise-ranking"), partial(c), c));
    all.put(
        "spml_epr.json",
        c -> matches(code("epr", "kappa", p(c, "expected_num_pos")), partial(c), c));
    all.put("spml_role_batch.json", GoldenChecks::roleBatch);
    all.put("spml_em.json", c -> matches(code("em", "alpha", p(c, "alpha")), partial(c), c));
    all.put("spml_em_apl.json", GoldenChecks::emWithPseudoLabels);
    all.put("spml_apl_selection.json", GoldenChecks::pseudoLabelSelection);
    all.put("vlpl_em_pl.json", GoldenChecks::vlpl);
  }

  private static void addLongTail(Map<String, Check> all) {
    for (String file : List.of("db", "db_cb", "db_focal_only", "db_rbce", "db_rw")) {
      all.put(file + ".json", GoldenChecks::distributionBalanced);
    }
  }

  private static void asl(JsonNode c) {
    matches(named("asl", aslParameters(c, "sum", false)), full(c, "labels"), c);
  }

  private static void aslQuery2Label(JsonNode c) {
    boolean optimised = c.at("/params/cls").asText().equals("AsymmetricLossOptimized");
    Object[] parameters = aslParameters(c, optimised ? "thousandfold-mean" : "sum", !optimised);
    matches(named("asl", parameters), full(c, "labels"), c);
  }

  private static Object[] aslParameters(JsonNode c, String reduction, boolean clampAbove) {
    return new Object[] {
      "gamma-absent", p(c, "gamma_neg"),
      "gamma-present", p(c, "gamma_pos"),
      "margin", p(c, "clip"),
      "clamp", p(c, "eps"),
      "clamp-above", clampAbove,
      "focus-gradient", p(c, "disable_torch_grad_focal_loss") == 0,
      "reduction", reduction
    };
  }

  private static void aslSingleLabel(JsonNode c) {
    LabelBatch batch = GoldenCase.logits(c);
    java.util.Arrays.fill(batch.observed(), ABSENT);
    for (int b = 0; b < batch.size(); b++) {
      batch.observed()[b * batch.classes() + c.get("labels").get(b).asInt()] = PRESENT;
    }
    matches(
        named(
            "single-label-asl",
            "gamma-present",
            p(c, "gamma_pos"),
            "gamma-absent",
            p(c, "gamma_neg"),
            "label-smoothing",
            p(c, "eps")),
        batch,
        c);
  }

  private static void focal(JsonNode c) {
    double balance = p(c, "balance_param");
    matches(
        named(
            "focal", "gamma", p(c, "gamma"), "present-balance", balance, "absent-balance", balance),
        full(c, "labels"),
        c);
  }

  private static void twoWay(JsonNode c) {
    Object[] temperatures = {"temperature-present", p(c, "Tp"), "temperature-absent", p(c, "Tn")};
    matches(named("two-way", with(temperatures, "mask", p(c, "nINF"))), full(c, "labels"), c);
    matches(
        named("two-way", temperatures),
        full(c, "labels"),
        c,
        "loss_exact_mask",
        "grad_logits_exact_mask");
  }

  private static void partialAsl(JsonNode c) {
    matches(
        named(
            "partial-asl",
            "mode",
            c.at("/params/mode").asText(),
            "gamma-present",
            p(c, "gamma_pos"),
            "gamma-absent",
            p(c, "gamma_neg"),
            "gamma-unannotated",
            p(c, "gamma_unann"),
            "margin",
            p(c, "clip"),
            "clamp",
            1e-8,
            "unannotated-weight",
            p(c, "alpha_unann"),
            "likeliest",
            p(c, "likelihood_topk"),
            "prior-threshold",
            1),
        full(c, "labels"),
        c);
  }

  private static void hill(JsonNode c) {
    matches(
        named(
            "hill",
            "lambda",
            p(c, "lamb"),
            "margin",
            p(c, "margin"),
            "gamma",
            p(c, "gamma"),
            "reduction",
            c.at("/params/reduction").asText()),
        zeroUnknown(c),
        c);
  }

  private static void splc(JsonNode c) {
    LabelBatch batch = zeroUnknown(c);
    batch.epoch(c.at("/params/epoch").asInt() + 1);
    matches(
        named(
            "splc",
            "tau",
            p(c, "tau"),
            "change-epoch",
            p(c, "change_epoch") + 1,
            "margin",
            p(c, "margin"),
            "gamma",
            p(c, "gamma"),
            "reduction",
            c.at("/params/reduction").asText()),
        batch,
        c);
  }

  private static LabelBatch zeroUnknown(JsonNode c) {
    return batch(c, c.has("labels") ? "labels" : "observed", UNKNOWN, ABSENT);
  }

  private static Object[] grParameters(JsonNode c) {
    Object[] parameters = {"q2", p(c, "q2"), "q3", p(c, "q3"), "log-epsilon", 1e-7};
    for (String line : List.of("w", "b", "mu", "sigma")) {
      parameters = with(parameters, line + "-first", p(c, line), line + "-last", p(c, line));
    }
    return parameters;
  }

  private static void gr(JsonNode c) {
    matches(named("gr", grParameters(c)), zeroUnknown(c), c);
  }

  private static void gpr(JsonNode c) {
    LabelBatch batch = partial(c);
    pseudo(batch, c);
    Object[] own = {
      "lambda1", p(c, "lam_1"),
      "lambda2", p(c, "lam_2"),
      "rho", p(c, "rho"),
      "regularisation", p(c, "reg"),
      "kappa", p(c, "expected_num_pos")
    };
    matches(named("gpr", with(grParameters(c), own)), batch, c);
  }

  private static void largeLoss(JsonNode c) {
    String name =
        switch (c.at("/params/mod_scheme").asText()) {
          case "LL-R" -> "large-loss-rejection";
          case "LL-Cp" -> "large-loss-permanent-correction";
          default -> "large-loss-temporary-correction";
        };
    double delta = p(c, "delta_rel");
    LabelBatch batch = partial(c);
    batch.epoch(1 + (int) Math.round((1 - p(c, "clean_rate")) / delta));
    LargeLoss objective = (LargeLoss) named(name, "delta", delta, "observed-too", true);
    assertThat(objective.large(batch)).isEqualTo(c.get("k").asInt());
    matches(objective, batch, c);
    List<Integer> corrected = new ArrayList<>();
    objective.corrections(batch, corrected::add);
    assertThat(corrected).containsExactlyInAnyOrderElementsOf(corrections(c, batch.classes()));
  }

  private static List<Integer> corrections(JsonNode c, int classes) {
    return StreamSupport.stream(c.get("correction_index").spliterator(), false)
        .map(index -> index.get(0).asInt() * classes + index.get(1).asInt())
        .toList();
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

  private static void distributionBalanced(JsonNode c) {
    JsonNode params = c.get("params");
    double[] counts = flat(c.get("class_freq"));
    List<Double> present = java.util.Arrays.stream(counts).boxed().toList();
    Object[] parameters = {
      "class-counts", present,
      "images", counts[0] + flat(c.get("neg_class_freq"))[0],
      "weights", weights(params),
      "norm", norm(params.get("weight_norm").asText()),
      "weight-alpha", p(c, "map_alpha"),
      "weight-beta", p(c, "map_beta"),
      "weight-mu", p(c, "map_gamma"),
      "absent-scale", params.get("neg_scale").asDouble(1),
      "bias", params.get("init_bias").asDouble(0),
      "bias-over-scale", true
    };
    if (params.has("CB_beta")) {
      parameters = with(parameters, "effective-beta", p(c, "CB_beta"));
    }
    boolean focal = p(c, "focal") != 0;
    if (focal) {
      parameters = with(parameters, "gamma", p(c, "gamma"), "balance", p(c, "balance_param"));
    }
    matches(named(focal ? "db-focal" : "db", parameters), full(c, "labels"), c);
  }

  private static String weights(JsonNode params) {
    return switch (params.get("reweight_func").asText()) {
      case "inv" -> "inverse";
      case "sqrt_inv" -> "square-root-inverse";
      case "rebalance" -> "rebalanced";
      case "None" -> "none";
      default ->
          switch (params.get("CB_mode").asText()) {
            case "by_class" -> "effective-number";
            case "average_n" -> "effective-of-mean-count";
            case "average_w" -> "effective-mean";
            default -> "effective-of-least-count";
          };
    };
  }

  private static String norm(String name) {
    return switch (name) {
      case "by_instance" -> "by-image";
      case "by_batch" -> "by-batch";
      default -> "none";
    };
  }

  private static double p(JsonNode c, String name) {
    JsonNode value = c.get("params").get(name);
    assertThat(value).as("parameter %s", name).isNotNull();
    return value.asDouble();
  }

  private static double value(Objective objective, LabelBatch batch) {
    return objective.evaluate(batch, new double[batch.entries()]);
  }

  /** With the original's epsilon in the logarithms. */
  private static Objective code(String name, Object... parameters) {
    return named(name, with(parameters, "log-epsilon", CODE_EPSILON));
  }

  private static Objective named(String name, Object... parameters) {
    Map<String, Object> map = new HashMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      map.put((String) parameters[i], parameters[i + 1]);
    }
    return Objectives.byName(name, map);
  }

  private static Object[] with(Object[] some, Object... more) {
    List<Object> all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray();
  }
}
