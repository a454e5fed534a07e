package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.protocol.RejectionReason;
import io.gleaner.protocol.ShortText;
import io.gleaner.protocol.v1.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

class SizeLimitsTest {

  private static final int CLASSES = 20_000;

  private final SizeLimits limits = new SizeLimits(SizeLimits.LEAST_RECORD);

  @Property(tries = 20)
  @Label("a row that gathered all that is let in, by the worst names and times, can be stored")
  void shouldBoundRows(@ForAll Random random) {
    Row row = Row.NEW.withClasses(CLASSES);
    row =
        row.withEstimates(
            new Estimates(new byte[CLASSES], 1, new ModelStep(1L << 60, 1L << 60), History.EMPTY));
    int refused = 0;
    while (refused < 3) {
      Row next =
          row.withSayings(row.sayings().plus(words(random), random.nextLong() >>> 1, Role.TRAIN));
      if (admitted(row.ledger(), next.ledger())) {
        row = next;
      } else {
        refused++;
      }
    }

    RowCodec codec = new RowCodec(new Sparsity(CLASSES, 512), new NoReference());
    assertThat(row.ledger().words().size()).isBetween(limits.words() / 2, limits.words());
    assertThat(codec.encode(row)).hasSizeLessThan(limits.value());
  }

  private List<Word> words(Random random) {
    String source =
        "x".repeat(ShortText.MAX_BYTES - 9) + "%09d".formatted(random.nextInt(limits.sources()));
    List<Word> words = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      words.add(new Word(random.nextInt(CLASSES), source, Verdict.ABSENT, random.nextLong() >>> 1));
    }
    return words;
  }

  private boolean admitted(Ledger before, Ledger after) {
    try {
      limits.checkGrowth(before, after);
      return true;
    } catch (UnusableRecordException e) {
      assertThat(e.reason()).isEqualTo(RejectionReason.TOO_MANY_LABELS);
      return false;
    }
  }

  @Example
  @Label("one source more than are kept is refused; those that are there may say more")
  void shouldBoundSources() {
    Ledger ledger = Ledger.EMPTY;
    for (int i = 0; i < limits.sources(); i++) {
      ledger = admit(ledger, new Word(i, "source-" + i, Verdict.PRESENT, 1));
    }

    Ledger another = ledger.plus(List.of(new Word(0, "late", Verdict.PRESENT, 2)));
    assertThat(admitted(ledger, another)).isFalse();
    assertThat(another.sources()).isEqualTo(limits.sources() + 1);
    admit(ledger, new Word(9, "source-0", Verdict.ABSENT, 2));
    assertThat(admitted(another, another.plus(List.of(new Word(9, "late", Verdict.ABSENT, 3)))))
        .as("what was stored before there were bounds goes on")
        .isTrue();
  }

  private Ledger admit(Ledger before, Word word) {
    Ledger after = before.plus(List.of(word));
    assertThat(admitted(before, after)).isTrue();
    return after;
  }
}
