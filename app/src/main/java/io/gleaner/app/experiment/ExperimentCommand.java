package io.gleaner.app.experiment;

import io.gleaner.app.command.UsageException;
import io.gleaner.app.experiment.ExperimentReport.Result;
import io.gleaner.app.experiment.ExperimentReport.Setup;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

  private static final int DEFAULT_BATCH = 32;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private DataOptions source = new DataOptions();
  @Mixin private LabellingOptions labelling = new LabellingOptions();
  @Mixin private PlanOptions order = new PlanOptions();

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
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "A setting for all objectives: a key below gleaner.learner or gleaner.label-estimator"
              + " (gleaner config --defaults), else a parameter of the objective. For example"
              + " network.head=hidden, optimiser.weight-decay=1e-4, kappa=3, eta=5, lambda=2.")
  private Map<String, String> settings = new LinkedHashMap<>();

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

  @Option(
      names = "--batch",
      paramLabel = "B",
      defaultValue = "" + DEFAULT_BATCH,
      description = "Images a step. Default: " + DEFAULT_BATCH + ".")
  private int batch = DEFAULT_BATCH;

  @Option(
      names = "--seeds",
      paramLabel = "S",
      split = ",",
      defaultValue = "0",
      description = "Seeds of weights, order and dropout; results are means over them. Default: 0.")
  private List<Long> seeds = new ArrayList<>();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the results as JSON too, anew after every objective.")
  private @Nullable Path report;

  /** For picocli. */
  public ExperimentCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    List<ObjectiveChoice> choices = objectives.stream().map(ObjectiveChoice::parse).toList();
    Plan plan = order.plan();
    check(choices, plan);
    ClassNames names = source.classes();
    LabelledImages images = source.images(names);
    Inputs inputs = source.inputs(images);
    Dataset data = labelling.apply(images, names);
    Setup setup = setup(data, plan);
    out.println(describe(setup));
    Experiment experiment =
        new Experiment(
            data,
            inputs,
            plan,
            new StageSettings(figures(data, plan), given()),
            learningRates.stream().distinct().toList(),
            seeds.stream().distinct().toList(),
            Clock.systemUTC());
    for (ObjectiveChoice choice : choices) {
      experiment.check(choice);
    }
    run(experiment, choices, setup, out);
    return 0;
  }

  private void check(List<ObjectiveChoice> choices, Plan plan) {
    if (batch < 1) {
      throw new UsageException("--batch %d: it is at least 1".formatted(batch));
    }
    for (ObjectiveChoice choice : choices) {
      if (plan instanceof Plan.Stream && choice.estimates() == EstimateKind.PUBLISHED) {
        throw new UsageException(
            "--objective %s: the published estimates know no stream; leave --stream out"
                .formatted(choice.text()));
      }
    }
  }

  private Map<String, String> given() {
    Map<String, String> given = new LinkedHashMap<>(settings);
    if (head != null) {
      given.put("network.head", head);
    }
    return given;
  }

  /** What the stages must know of the data set and the plan. */
  private Map<String, Object> figures(Dataset data, Plan plan) {
    Map<String, Object> figures = new HashMap<>();
    source.figures(data, figures);
    figures.put("learner.batch-size", batch);
    figures.put("learner.schedule.steps", plan.steps(data.train().length, batch));
    if (plan instanceof Plan.Stream stream) {
      figures.put("learner.replay.ratio", stream.replays());
      if (stream.buffer() > 0) {
        figures.put("learner.replay.max-bytes", source.bufferBytes(stream.buffer(), data));
      }
    }
    return figures;
  }

  private Setup setup(Dataset data, Plan plan) {
    return new Setup(
        data.train().length,
        data.validation().length,
        data.test().length,
        data.truth().classes(),
        data.kappa(),
        data.observed().meanPositives(data.train()),
        batch,
        plan.toString(),
        given());
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

  private void run(
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
        if (report != null) {
          new ExperimentReport(setup, results.stream().map(Result::of).toList()).write(report);
        }
      }
    }
    out.print(ResultTable.of(results));
    out.flush();
  }
}
