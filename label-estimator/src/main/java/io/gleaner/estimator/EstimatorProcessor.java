package io.gleaner.estimator;

import io.gleaner.protocol.Topics;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Builds the {@link EstimatorTask} of a task once its stores are there, and feeds it. */
final class EstimatorProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private final LabelEstimatorConfig config;
  private final Topics topics;
  private final Patience patience;
  private final EstimatorMeters meters;
  private @Nullable EstimatorTask task;

  EstimatorProcessor(
      LabelEstimatorConfig config, Topics topics, Patience patience, EstimatorMeters meters) {
    this.config = config;
    this.topics = topics;
    this.patience = patience;
    this.meters = meters;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    EstimatorTask opened = new EstimatorTask(context, config, topics, patience, meters);
    context.schedule(config.qualityInterval(), PunctuationType.WALL_CLOCK_TIME, opened::report);
    task = opened;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (task == null) {
      throw new IllegalStateException("a record came before the task was initialised");
    }
    task.process(record);
  }
}
