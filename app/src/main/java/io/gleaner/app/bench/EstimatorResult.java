package io.gleaner.app.bench;

import io.gleaner.app.bench.Meanwhile.Turn;
import java.util.List;
import java.util.Locale;

/**
 * What one run of {@link EstimatorBench} found.
 *
 * @param rowBytes mean size of a row's value, history included; the bare topology's rows have it
 *     too
 * @param predictionsPerSecond median over the rounds
 * @param bareRecordsPerSecond median over the rounds
 * @param ratio median over the rounds of the two rates of a round
 * @param cpuMicrosPerPrediction processor time of the process, broker included; median
 * @param cpuMicrosPerBareRecord the same for the bare topology
 * @param turns of the label-estimator
 * @param bareTurns of the bare topology
 * @param diskBytesPerRow estimates and ledger with key and index, after compaction
 * @param diskBytesPerRowWithHistory the same with the history of steps
 * @param diskBytesPerScores published scores, decisions and arrival prediction, after compaction
 */
record EstimatorResult(
    int classes,
    int images,
    double rowBytes,
    double predictionsPerSecond,
    double bareRecordsPerSecond,
    double ratio,
    double cpuMicrosPerPrediction,
    double cpuMicrosPerBareRecord,
    List<Turn> turns,
    List<Turn> bareTurns,
    double diskBytesPerRow,
    double diskBytesPerRowWithHistory,
    double diskBytesPerScores) {

  static final String HEADER =
      "classes    images  predictions/s  bare records/s  ratio  CPU µs   bare  disk a row  +history"
          + "  scores";

  String line() {
    return String.format(
        Locale.ROOT,
        "%7d  %8d  %13.0f  %14.0f  %5.2f  %6.1f  %5.1f  %8.1f B  %6.1f B  %.0f B",
        classes,
        images,
        predictionsPerSecond,
        bareRecordsPerSecond,
        ratio,
        cpuMicrosPerPrediction,
        cpuMicrosPerBareRecord,
        diskBytesPerRow,
        diskBytesPerRowWithHistory,
        diskBytesPerScores);
  }
}
