package io.gleaner.serving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ModelSlotTest {
  private final ModelSlot slot = new ModelSlot();

  @Test
  void shouldHaveNoModelAtFirst() {
    assertThat(slot.current()).isNull();
    assertThat(slot.inUse()).isNull();
  }

  @Test
  void shouldCloseAModelOnlyWhenItsThreadHasTheNext() {
    FakeModel first = new FakeModel(1, 10);
    FakeModel second = new FakeModel(1, 20);
    slot.offer(first);
    assertThat(slot.current()).isSameAs(first);
    slot.offer(second);
    assertThat(first.closed()).isFalse();
    assertThat(slot.current()).isSameAs(second);
    assertThat(first.closed()).isTrue();
    assertThat(slot.inUse()).isEqualTo(new ServedVersion(1, 20));
  }

  @Test
  void shouldCloseAModelThatNobodyTook() {
    FakeModel unused = new FakeModel(1, 10);
    slot.offer(unused);
    slot.offer(new FakeModel(1, 20));
    assertThat(unused.closed()).isTrue();
  }

  @Test
  void shouldCloseWhatIsLeftAtTheEnd() {
    FakeModel used = new FakeModel(1, 10);
    FakeModel offered = new FakeModel(1, 20);
    slot.offer(used);
    slot.current();
    slot.offer(offered);
    slot.close();
    assertThat(used.closed()).isTrue();
    assertThat(offered.closed()).isTrue();
  }
}
