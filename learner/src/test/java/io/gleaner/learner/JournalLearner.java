package io.gleaner.learner;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gleaner.learner.RecordedJournal.Entry;
import io.gleaner.network.CheckpointName;
import io.gleaner.network.Tensor;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A learner as a process, on a recorded journal: the loop, checkpoints and gate of the real one,
 * with files for topics. It says on its output what it does, so that whoever watches can kill it
 * there.
 */
final class JournalLearner {
  static final String RESUMED = "RESUMED ";
  static final String STEP = "STEP ";
  static final String HOLDS = "HOLDS";
  static final String DONE = "DONE ";

  /** At which record to {@code models} it waits to be killed. */
  enum Hold {
    /** Never. */
    NEVER,
    /** Before the n-th decision is written. */
    BEFORE_DECISION,
    /** Before the n-th record of any kind is written. */
    BEFORE_RECORD,
    /** When the n-th record of any kind is written. */
    AFTER_RECORD
  }

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final ModelHistory models = new ModelHistory(any -> false);
  private final List<Entry> journal;
  private final LearnerConfig config;
  private final Path directory;
  private int fed;

  private JournalLearner(Path directory, LearnerConfig config, List<Entry> journal) {
    this.directory = directory;
    this.config = config;
    this.journal = journal;
  }

  /**
   * Runs.
   *
   * @param args directory, journal file, settings, number of steps, {@link Hold}, its n from 1
   */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    Producer producer =
        new Producer(
            new ModelLog(directory.resolve("models.log")),
            Hold.valueOf(args[4]),
            Integer.parseInt(args[5]));
    LearnerConfig config = TestConfig.with(args[2]);
    new JournalLearner(directory, config, RecordedJournal.read(Path.of(args[1])).entries())
        .run(producer, Long.parseLong(args[3]));
  }

  private void run(Producer producer, long steps) throws Exception {
    for (ModelRecord record : producer.log.records()) {
      models.accept(record);
    }
    Checkpoints checkpoints = new Checkpoints(directory.resolve("checkpoints"));
    LearnerStart begun =
        LearnerStart.from(
            config,
            LoopFixture.LABEL_SPACE,
            checkpoints,
            models,
            directory.resolve("replay"),
            new LearnerMeters(new SimpleMeterRegistry()));
    say(RESUMED + begun.resumed().map(CheckpointName::toString).orElse("nothing"));
    Outbox outbox =
        new Outbox(
            producer, new LearnerRecords(LoopFixture.TOPICS, LoopFixture.CLOCK), LoopFixture.CLOCK);
    try (Training training = begun.training();
        CheckpointCycle cycle =
            new CheckpointCycle(
                config,
                LoopFixture.LABEL_SPACE,
                training,
                checkpoints,
                models,
                outbox,
                LoopFixture.TOPICS.samples(),
                LoopFixture.CLOCK)) {
      cycle.announce(begun.resumed(), begun.offsets());
      LearnerLoop loop = loop(begun, cycle, outbox);
      while (training.step() < steps) {
        turn(loop, training);
        producer.clear();
      }
      say(DONE + digest(training));
    }
  }

  private LearnerLoop loop(LearnerStart begun, CheckpointCycle cycle, Outbox outbox) {
    for (TopicPartition partition :
        List.of(LoopFixture.SAMPLES, LoopFixture.SOFT_LABELS, LoopFixture.MODELS)) {
      consumer.updatePartitions(
          partition.topic(), List.of(new PartitionInfo(partition.topic(), 0, null, null, null)));
      consumer.updateBeginningOffsets(Map.of(partition, 0L));
    }
    List<TopicPartition> samples =
        LearnerLoop.assign(consumer, LoopFixture.TOPICS, begun.offsets(), 0);
    Intake intake =
        new Intake(LoopFixture.TOPICS, begun.training(), models, outbox, begun.offsets());
    return new LearnerLoop(
        config,
        begun.training(),
        intake,
        cycle,
        models,
        outbox,
        consumer,
        samples,
        LoopFixture.CLOCK);
  }

  private void turn(LearnerLoop loop, Training training) {
    long step = training.step();
    while (fed < journal.size() && journal.get(fed).step() <= step) {
      Entry entry = journal.get(fed++);
      if (entry.offset() >= consumer.position(new TopicPartition(entry.topic(), 0))) {
        consumer.addRecord(
            new ConsumerRecord<>(
                entry.topic(),
                0,
                entry.offset(),
                entry.key().getBytes(UTF_8),
                entry.value().bytes()));
      }
    }
    loop.turn();
    if (training.step() != step + 1) {
      throw new IllegalStateException("no step after step " + step + ": " + loop.status());
    }
    say(STEP + training.step());
  }

  /** SHA-256 of weights, averages and moments, and of all else but the priors' version. */
  private static String digest(Training training) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (Map.Entry<String, Tensor> weights : new TreeMap<>(training.weights().save()).entrySet()) {
      digest.update(weights.getKey().getBytes(UTF_8));
      for (float value : weights.getValue().toFloats()) {
        digest.update(Integer.toString(Float.floatToRawIntBits(value)).getBytes(UTF_8));
      }
    }
    // A lost attempt at a checkpoint may have used a version up.
    digest.update(training.state().toString().replaceAll("priorVersion=\\d+", "").getBytes(UTF_8));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static final class Producer extends MockProducer<byte[], byte[]> {
    private final ModelLog log;
    private final Hold hold;
    private int left;

    Producer(ModelLog log, Hold hold, int left) {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
      this.log = log;
      this.hold = hold;
      this.left = left;
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
      if (record.topic().equals(LoopFixture.TOPICS.models())) {
        try {
          write(record.value());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return super.send(record, callback);
    }

    private void write(byte[] value) throws IOException {
      ModelRecord record = ModelRecord.parseFrom(value);
      boolean decision = record.hasModel() && record.getModel().getStatus() != Status.CANDIDATE;
      boolean counts = hold == Hold.BEFORE_DECISION ? decision : hold != Hold.NEVER;
      boolean now = counts && --left == 0;
      if (now && hold != Hold.AFTER_RECORD) {
        awaitDeath();
      }
      log.append(value);
      if (now) {
        awaitDeath();
      }
    }

    private static void awaitDeath() {
      say(HOLDS);
      while (true) {
        LockSupport.park();
      }
    }
  }
}
