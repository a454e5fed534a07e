package io.gleaner.app.experiment;

import io.gleaner.app.experiment.ExperimentReport.Setup;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gleaner experiment-queries}. */
@Command(
    name = "experiment-queries",
    description = {
      "Measures what label queries are worth: trains on the labels given, asks the hidden truth in"
          + " rounds and goes on with the answers, once with the label-estimator's own questions and"
          + " once with random ones.",
      "",
      "Paired by seed: both have the same start and the same order of images. Test mAP is that of the"
          + " weights with the best validation mAP so far. The same command gives the same figures.",
      ""
    },
    footerHeading = "%nExample, Corel5k with one positive an image:%n",
    footer = {
      "  gleaner experiment-queries --features corel5k_mobilenetv2.f32 --dim 1280 \\",
      "    --labels labels.csv --classes classes_c65.txt \\",
      "    --observed single_positive_train_c65.csv --seeds 0,1,2 --report queries.json",
      ""
    })
public final class QueryExperimentCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Mixin private DataOptions source = new DataOptions();
  @Mixin private LabellingOptions labelling = new LabellingOptions();
  @Mixin private QueryOptions queries = new QueryOptions();
  @Mixin private RunOptions run = new RunOptions();

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      defaultValue = "1e-3",
      description = "Learning rate. Default: 1e-3.")
  private double learningRate;

  /** For picocli. */
  public QueryExperimentCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    QueryPlan plan = queries.plan();
    QueryRule rule = queries.rule();
    run.check();
    ClassNames names = source.classes();
    LabelledImages images = source.images(names);
    Inputs inputs = source.inputs(images);
    Dataset data = labelling.apply(images, names);
    QueryExperiment experiment =
        new QueryExperiment(
            data,
            inputs,
            plan,
            rule,
            ObjectiveChoice.parse("role"),
            new StageSettings(
                run.figures(source, data, plan.steps(data.train().length, run.batch())),
                run.settings()),
            learningRate,
            Clock.systemUTC());
    Setup setup = run.setup(data, plan.toString(), run.settings());
    List<QueryComparison> compared = new ArrayList<>();
    for (long seed : run.seeds()) {
      compared.add(experiment.compare(seed));
      QueryReport results = QueryReport.of(setup, rule, compared);
      out.printf("seed %d, %s", seed, lastLine(results));
      out.flush();
      if (run.report() != null) {
        ExperimentReport.write(results, run.report());
      }
    }
    out.print(QueryReport.of(setup, rule, compared).table());
    out.flush();
    return 0;
  }

  private static String lastLine(QueryReport results) {
    QueryReport.Round last = results.rounds().get(results.rounds().size() - 1);
    return String.format(
        Locale.ROOT,
        "means so far: chosen %.2f, random %.2f mAP%n",
        last.chosenTestMap(),
        last.randomTestMap());
  }
}
