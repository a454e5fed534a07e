package io.gleaner.app.experiment;

import io.gleaner.app.command.UsageException;
import io.gleaner.app.experiment.ExperimentReport.Result;
import io.gleaner.app.experiment.ExperimentReport.Setup;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gleaner experiment}. */
@Command(
    name = "experiment",
    description = {
      "Measures objectives on a labelled data set, with the learner's and the label-estimator's own"
          + " code and without a broker.",
      "",
      "Images come as features that were computed before or as pictures. Learning rate and epoch are chosen by validation mAP, with the whole truth of the"
          + " validation images; the test split is measured there alone. The same command gives the"
          + " same figures.",
      ""
    },
    footerHeading = "%nExample, Corel5k with one positive an image:%n",
    footer = {
      "  gleaner experiment --features corel5k_mobilenetv2.f32 --dim 1280 --labels labels.csv \\",
      "    --classes classes_c65.txt --observed single_positive_train_c65.csv \\",
      "    --objective assume-negative,epr,role,role:eta=5,role:estimates=published \\",
      "    --lr 1e-4,3e-4,1e-3 --seeds 0,1,2 --report corel5k.json",
      "",
      "The same with all labels: add --all-labels and --objective bce. As a stream: --stream"
          + " --replays 8.",
      ""
    })
public final class ExperimentCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Mixin private DataOptions source = new DataOptions();
  @Mixin private LabellingOptions labelling = new LabellingOptions();
  @Mixin private PlanOptions order = new PlanOptions();
  @Mixin private RunOptions run = new RunOptions();

  @Option(
      names = "--objective",
      paramLabel = "NAME[:KEY=VALUE...]",
      split = ",",
      required = true,
      description =
          "Objectives to compare, with settings of their own as for --set; estimates=rows, exact"
              + " (rows in float), published (joint Adam) or none says who estimates unlabelled"
              + " entries (role: rows, large-loss-permanent-correction: corrections, others:"
              + " none).")
  private List<String> objectives = new ArrayList<>();

  @Option(
      names = "--head",
      paramLabel = "NAME",
      description = "Short for --set network.head=NAME: linear or hidden.")
  private @Nullable String head;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      split = ",",
      defaultValue = "1e-3",
      description = "Learning rates, of which validation chooses one. Default: 1e-3.")
  private List<Double> learningRates = new ArrayList<>();

  /** For picocli. */
  public ExperimentCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    List<ObjectiveChoice> choices = objectives.stream().map(ObjectiveChoice::parse).toList();
    Plan plan = order.plan();
    run.check();
    check(choices, plan);
    ClassNames names = source.classes();
    LabelledImages images = source.images(names);
    Inputs inputs = source.inputs(images);
    Dataset data = labelling.apply(images, names);
    Setup setup = run.setup(data, plan.toString(), given());
    out.println(describe(setup));
    Experiment experiment =
        new Experiment(
            data,
            inputs,
            plan,
            new StageSettings(figures(data, plan), given()),
            learningRates.stream().distinct().toList(),
            run.seeds(),
            Clock.systemUTC());
    for (ObjectiveChoice choice : choices) {
      experiment.check(choice);
    }
    measure(experiment, choices, setup, out);
    return 0;
  }

  private static void check(List<ObjectiveChoice> choices, Plan plan) {
    for (ObjectiveChoice choice : choices) {
      if (plan instanceof Plan.Stream && choice.estimates() == EstimateKind.PUBLISHED) {
        throw new UsageException(
            "--objective %s: the published estimates know no stream; leave --stream out"
                .formatted(choice.text()));
      }
    }
  }

  private Map<String, String> given() {
    Map<String, String> given = run.settings();
    if (head != null) {
      given.put("network.head", head);
    }
    return given;
  }

  /** What the stages must know of the data set and the plan. */
  private Map<String, Object> figures(Dataset data, Plan plan) {
    long steps = plan.steps(data.train().length, run.batch());
    Map<String, Object> figures = run.figures(source, data, steps);
    if (plan instanceof Plan.Stream stream) {
      figures.put("learner.replay.ratio", stream.replays());
      if (stream.buffer() > 0) {
        figures.put("learner.replay.max-bytes", source.bufferBytes(stream.buffer(), data));
      }
    }
    return figures;
  }

  private static String describe(Setup setup) {
    return "%d images to train on, %d for validation, %d for the test; %d classes, %.2f of them on an image, %.2f given"
        .formatted(
            setup.trainImages(),
            setup.validationImages(),
            setup.testImages(),
            setup.classes(),
            setup.kappa(),
            setup.observedPositives());
  }

  private void measure(
      Experiment experiment, List<ObjectiveChoice> choices, Setup setup, PrintWriter out)
      throws IOException {
    List<ObjectiveResult> results = new ArrayList<>();
    int trainings = choices.size() * experiment.learningRates().size() * experiment.seeds().size();
    long measurements =
        experiment.plan() instanceof Plan.Epochs e ? (long) trainings * e.count() : trainings;
    try (ExperimentProgress progress = ExperimentProgress.of(measurements, out)) {
      for (ObjectiveChoice choice : choices) {
        progress.begin(choice);
        results.add(experiment.run(choice, progress::step));
        if (run.report() != null) {
          new ExperimentReport(setup, results.stream().map(Result::of).toList())
              .write(run.report());
        }
      }
    }
    out.print(ResultTable.of(results));
    out.flush();
  }
}
