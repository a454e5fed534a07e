package io.gleaner.learner;

import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.Role;
import io.gleaner.protocol.v1.Sample;
import io.gleaner.protocol.v1.SoftLabels;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The records that reached a learner, each with the step before which it came. */
record RecordedJournal(List<Entry> entries) {
  private static final int AT_FIRST = 80;
  private static final int EACH_STEP = 3;
  private static final int HOLDOUT = 30;

  /**
   * One record.
   *
   * @param step steps begun when it came
   */
  record Entry(long step, String topic, long offset, String key, Content value) {}

  /** Its value. */
  static final class Content {
    private final byte[] bytes;

    Content(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  /** Lets a learner learn, and the label-estimator's arithmetic answer, and keeps what it got. */
  static RecordedJournal record(LearnerConfig config, int steps, Path directory, long seed)
      throws IOException {
    Recording recording = new Recording(new DrawnSamples(seed), new RowEstimator(config.kappa()));
    try (Training training =
        Training.begin(config, DrawnSamples.CLASSES, directory, 1, 1, new SimpleMeterRegistry())) {
      for (int step = 0; step < steps; step++) {
        recording.arrive(step, training);
        for (Prediction prediction : training.step(true)) {
          recording.answers.add(recording.estimator.answer(prediction));
        }
      }
    }
    return new RecordedJournal(recording.entries);
  }

  private static final class Recording {
    private final DrawnSamples drawn;
    private final RowEstimator estimator;
    private final List<Entry> entries = new ArrayList<>();
    private final List<SoftLabels> answers = new ArrayList<>();
    private final Map<String, Long> offsets = new HashMap<>();

    Recording(DrawnSamples drawn, RowEstimator estimator) {
      this.drawn = drawn;
      this.estimator = estimator;
    }

    void arrive(int step, Training training) throws IOException {
      for (int i = 0; step == 0 && i < HOLDOUT; i++) {
        sample(step, drawn.complete("holdout" + i, Role.HOLDOUT), training);
      }
      for (int i = 0; i < (step == 0 ? AT_FIRST : EACH_STEP); i++) {
        Sample sample = drawn.singlePositive("image" + step + "-" + i);
        estimator.know(sample);
        sample(step, sample, training);
      }
      for (SoftLabels answer : answers) {
        add(step, LoopFixture.TOPICS.softLabels(), answer.getId(), answer.toByteArray());
        training.accept(answer);
      }
      answers.clear();
    }

    private void sample(int step, Sample sample, Training training) throws IOException {
      add(step, LoopFixture.TOPICS.samples(), sample.getId(), sample.toByteArray());
      training.accept(sample);
    }

    private void add(int step, String topic, String key, byte[] value) {
      long offset = offsets.merge(topic, 1L, Long::sum) - 1;
      entries.add(new Entry(step, topic, offset, key, new Content(value)));
    }
  }

  void write(Path file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(entries.size());
      for (Entry entry : entries) {
        out.writeLong(entry.step());
        out.writeUTF(entry.topic());
        out.writeLong(entry.offset());
        out.writeUTF(entry.key());
        out.writeInt(entry.value().bytes().length);
        out.write(entry.value().bytes());
      }
    }
  }

  static RecordedJournal read(Path file) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      for (int left = in.readInt(); left > 0; left--) {
        long step = in.readLong();
        String topic = in.readUTF();
        long offset = in.readLong();
        String key = in.readUTF();
        Content value = new Content(in.readNBytes(in.readInt()));
        entries.add(new Entry(step, topic, offset, key, value));
      }
    }
    return new RecordedJournal(entries);
  }
}
