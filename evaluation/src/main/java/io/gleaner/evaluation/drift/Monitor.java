package io.gleaner.evaluation.drift;

import io.gleaner.evaluation.ScoreBins;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches one stream of values: a mixture of bets against the hypothesis that they are exchangeable
 * (conformal test martingales, Vovk 2021), added over all possible beginnings of a change, on each
 * of which it stakes a share w. The sum passes a threshold c before time T with probability at most
 * wT/c, whatever the values' distribution (Doob's inequality; e-detectors, Shin, Ramdas and Rinaldo
 * 2023). After an alarm it begins anew.
 */
final class Monitor {
  /** So many values tell where a stream without natural bounds lies, before any is ranked. */
  private static final int SETTLING = 256;

  private final DriftStream stream;
  private final List<Bet> bets;
  private final double threshold;
  private final boolean bounded;
  private Past past = new Past();
  private Evidence[] evidence;
  private Moments settling = Moments.NONE;
  private Moments moments = Moments.NONE;
  private double share;

  /**
   * @param bounded whether values are probabilities
   * @param threshold of the evidence
   * @param share staked on each beginning
   */
  Monitor(DriftStream stream, List<Bet> bets, double threshold, double share, boolean bounded) {
    this.stream = stream;
    this.bets = bets;
    this.threshold = threshold;
    this.share = share;
    this.bounded = bounded;
    this.evidence = begin();
  }

  private Evidence[] begin() {
    Evidence[] empty = new Evidence[bets.size()];
    for (int i = 0; i < empty.length; i++) {
      empty[i] = new Evidence();
    }
    return empty;
  }

  /** From the next value on. */
  void stake(double ofAll) {
    share = ofAll;
  }

  Past past() {
    return past;
  }

  /** Forgets all but its share: what comes next is the new baseline. */
  void restart() {
    past = new Past();
    evidence = begin();
    settling = Moments.NONE;
    moments = Moments.NONE;
  }

  /**
   * Takes one value.
   *
   * @param luck uniform in [0, 1), independent of all values
   */
  @Nullable DriftEvent observe(double value, long millis, double luck) {
    if (!bounded && settling.count() < SETTLING) {
      settling = settling.plus(value, millis);
      return null;
    }
    int bin = bin(value);
    if (past.size() > 0) {
      wager(bin, luck);
    }
    past.add(bin);
    moments = moments.plus(value, millis);
    return alarm();
  }

  private int bin(double value) {
    if (bounded) {
      return ScoreBins.of((float) value);
    }
    double scale = Math.max(settling.deviation(), Double.MIN_NORMAL);
    return ScoreBins.of((float) (1 / (1 + Math.exp((settling.mean() - value) / scale))));
  }

  private void wager(int bin, double luck) {
    double rank = past.rank(bin, luck);
    int near = past.quantile(rank, bin);
    for (int i = 0; i < evidence.length; i++) {
      evidence[i].multiply(share, bets.get(i).factor(past, rank, near), moments);
    }
  }

  private @Nullable DriftEvent alarm() {
    double sum = 0;
    double most = -1;
    int winner = 0;
    for (int i = 0; i < evidence.length; i++) {
      double won = bets.get(i).stake() * evidence[i].total();
      sum += won;
      if (won > most) {
        most = won;
        winner = i;
      }
    }
    if (sum < threshold) {
      return null;
    }
    DriftEvent event = event(bets.get(winner).change(), evidence[winner].began());
    restart();
    return event;
  }

  private DriftEvent event(DriftEvent.Change change, Moments began) {
    Moments after = moments.since(began);
    return new DriftEvent(
        stream,
        change,
        change.ofSpread() ? began.deviation() : began.mean(),
        change.ofSpread() ? after.deviation() : after.mean(),
        began.millis(),
        moments.millis(),
        after.count());
  }

  void write(DataOutput out) throws IOException {
    out.writeDouble(share);
    past.write(out);
    for (Evidence one : evidence) {
      one.write(out);
    }
    settling.write(out);
    moments.write(out);
  }

  void read(DataInput in) throws IOException {
    share = in.readDouble();
    past = Past.read(in);
    for (int i = 0; i < evidence.length; i++) {
      evidence[i] = Evidence.read(in);
    }
    settling = Moments.read(in);
    moments = Moments.read(in);
  }
}
