package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class BulkheadTest {
  private final Bulkhead bulkhead = new Bulkhead(1, 2);

  private Bulkhead.Slot enter() {
    return Objects.requireNonNull(bulkhead.enter());
  }

  @Test
  void slot_whileThereIsRoom_isGrantedAtOnce() {
    assertThat(enter().granted().isComplete()).isTrue();
    assertThat(bulkhead.inside()).isEqualTo(1);
  }

  @Test
  void slot_whenFull_isGrantedInOrder() {
    var first = enter();
    var second = enter();
    var third = enter();
    assertThat(second.granted().isComplete()).isFalse();
    first.leave();
    assertThat(second.granted().isComplete()).isTrue();
    assertThat(third.granted().isComplete()).isFalse();
  }

  @Test
  void enter_whenTheQueueIsFull_isRefused() {
    enter();
    enter();
    enter();
    assertThat(bulkhead.enter()).isNull();
  }

  @Test
  void leave_whileWaiting_freesThePlaceInTheQueue() {
    var first = enter();
    var second = enter();
    var third = enter();
    second.leave();
    assertThat(bulkhead.waiting()).isEqualTo(1);
    first.leave();
    assertThat(second.granted().isComplete()).isFalse();
    assertThat(third.granted().isComplete()).isTrue();
  }

  @Test
  void leave_twice_isLeaveOnce() {
    var first = enter();
    first.leave();
    var second = enter();
    first.leave();
    assertThat(bulkhead.inside()).isEqualTo(1);
    second.leave();
    assertThat(bulkhead.inside()).isZero();
  }
}
