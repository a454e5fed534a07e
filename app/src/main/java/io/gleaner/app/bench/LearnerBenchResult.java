package io.gleaner.app.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one run of {@link LearnerBench} found.
 *
 * @param included what a step is made of
 * @param stepsPerCpuSecond steps by the processor time of the training thread alone: on a machine
 *     that others use too, what the thread would do if it had a core for itself
 * @param microsecondsByPart mean time of each part of a step: decode (label rows, features or
 *     pixels of the batch, decoded and varied), forward, objective, backward, optimiser (clipping,
 *     schedule and running average too), estimates (rows moved and taken in again), rest
 * @param allocatedBytesPerStep that the training thread takes from the Java heap
 * @param heapMibUsed at the end, garbage included
 * @param rssMibWarm resident set after warm-up
 * @param rssMibEnd resident set after the measured steps
 */
record LearnerBenchResult(
    String regime,
    String backbone,
    String head,
    int features,
    int classes,
    int batch,
    int images,
    String objective,
    String optimiser,
    boolean inMemory,
    int threads,
    int steps,
    double stepsPerSecond,
    double imagesPerSecond,
    double stepsPerCpuSecond,
    List<String> included,
    Map<String, Double> microsecondsByPart,
    double allocatedBytesPerStep,
    double heapMibUsed,
    double rssMibWarm,
    double rssMibEnd) {

  private static final double BYTES_PER_KIB = 1024;

  String text() {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%.1f steps/s, %.0f images/s, %.1f steps per second of the thread's processor time",
        stepsPerSecond,
        imagesPerSecond,
        stepsPerCpuSecond);
    microsecondsByPart.forEach((part, time) -> line(text, "%-10s %10.1f µs", part, time));
    line(
        text,
        "resident %.0f MiB after warm-up, %.0f MiB at the end; heap %.0f MiB, %.0f KiB a step",
        rssMibWarm,
        rssMibEnd,
        heapMibUsed,
        allocatedBytesPerStep / BYTES_PER_KIB);
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }
}
