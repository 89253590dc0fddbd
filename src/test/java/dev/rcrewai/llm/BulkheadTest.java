package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.limit.LocalProviderRate;
import dev.rcrewai.limit.ProviderRate;
import dev.rcrewai.llm.Bulkhead.Asker;
import dev.rcrewai.llm.Bulkhead.Slot;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatWait.Reason;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class BulkheadTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(60);

  private final ProviderRate unlimited = new LocalProviderRate(0, 0, System::nanoTime);
  private final Bulkhead bulkhead = new Bulkhead(VERTX, "p", 1, 3, unlimited);

  @AfterAll
  static void stop() {
    Waiting.get(VERTX.close());
  }

  private Slot enter() {
    return enter("ann");
  }

  private Slot enter(String caller) {
    return bulkhead.enter(new Asker(caller, "m", 10), LONG);
  }

  private static Slot enter(Bulkhead bulkhead, String model, long tokens) {
    return bulkhead.enter(new Asker("ann", model, tokens), LONG);
  }

  private static Bulkhead limited(int requests, int tokens) {
    return new Bulkhead(
        VERTX, "p", 100, 100, new LocalProviderRate(requests, tokens, System::nanoTime));
  }

  private static boolean isInside(Slot slot) {
    return slot.admitted().isComplete() && slot.admitted().result().isEmpty();
  }

  private static void assertRefused(Slot slot, ChatFailure failure) {
    assertThat(Waiting.get(slot.admitted()))
        .hasValueSatisfying(refusal -> assertThat(refusal.failure()).isEqualTo(failure));
  }

  // ---- places

  @Test
  void slot_whileThereIsRoom_isGrantedAtOnce() {
    assertThat(isInside(enter())).isTrue();
    assertThat(bulkhead.inside()).isEqualTo(1);
  }

  @Test
  void slot_whenFull_isGrantedInOrder() {
    var first = enter();
    var second = enter();
    var third = enter();
    assertThat(isInside(second)).isFalse();
    first.leave();
    assertThat(isInside(second)).isTrue();
    assertThat(isInside(third)).isFalse();
  }

  @Test
  void slot_whenFull_isGrantedToCallersInTurn() {
    var first = enter("ann");
    var flood = List.of(enter("ann"), enter("ann"));
    var bob = enter("bob");
    first.leave();
    flood.getFirst().leave();
    assertThat(isInside(bob)).isTrue();
    assertThat(isInside(flood.getLast())).isFalse();
  }

  @Test
  void enter_whenTheLineIsFull_isRefusedAtOnce() {
    var inside = enter();
    var waiting = List.of(enter(), enter(), enter());
    assertRefused(enter(), ChatFailure.BULKHEAD_FULL);
    assertThat(isInside(inside)).isTrue();
    assertThat(waiting).noneMatch(BulkheadTest::isInside);
  }

  @Test
  void wait_longerThanPatience_isRefusedAndFreesThePlace() {
    var inside = enter();
    assertRefused(bulkhead.enter(new Asker("bob", "m", 1), SHORT), ChatFailure.BULKHEAD_FULL);
    assertThat(bulkhead.waiting()).isZero();
    inside.leave();
    assertThat(bulkhead.inside()).isZero();
  }

  @Test
  void leave_whileWaiting_freesThePlaceInTheLine() {
    var first = enter();
    var second = enter();
    var third = enter();
    second.leave();
    assertThat(bulkhead.waiting()).isEqualTo(1);
    first.leave();
    assertThat(isInside(second)).isFalse();
    assertThat(isInside(third)).isTrue();
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

  // ---- the provider's rate

  @Test
  void rate_usedUp_theLineRestsUntilThereIsMore() {
    var limited = limited(600, 0); // one more each 100 ms
    var inside = new ArrayList<Slot>();
    for (int i = 0; i < 600; i++) {
      var slot = enter(limited, "m", 1);
      slot.leave();
      inside.add(slot);
    }
    var next = enter(limited, "m", 1);
    assertThat(inside).allMatch(BulkheadTest::isInside);
    assertThat(isInside(next)).isFalse();
    assertThat(next.reason()).isEqualTo(Reason.RATE_LIMIT);
    assertThat(Waiting.get(next.admitted())).isEmpty();
  }

  @Test
  void rate_usedUpForLongerThanPatience_isRefusedAtOnce() {
    var limited = limited(0, 100);
    assertThat(isInside(enter(limited, "m", 100))).isTrue();
    var late = limited.enter(new Asker("ann", "m", 100), Duration.ofSeconds(20));
    assertThat(late.admitted().isComplete()).isTrue();
    assertRefused(late, ChatFailure.RATE_LIMIT);
    assertThat(limited.waiting()).isZero();
  }

  @Test
  void rate_lineRestsForLongerThanPatience_whoComesIsRefusedAtOnce() {
    var limited = limited(0, 100);
    enter(limited, "m", 100);
    var patient = limited.enter(new Asker("ann", "m", 100), Duration.ofMinutes(5));
    var hasty = limited.enter(new Asker("bob", "m", 1), Duration.ofSeconds(20));
    assertThat(hasty.admitted().isComplete()).isTrue();
    assertRefused(hasty, ChatFailure.RATE_LIMIT);
    assertThat(patient.admitted().isComplete()).isFalse();
  }

  @Test
  void model_closedByTheProvider_doesNotHoldUpAnother() {
    var rate = new LocalProviderRate(0, 0, System::nanoTime);
    var open = new Bulkhead(VERTX, "p", 10, 10, rate);
    rate.close("closed", Duration.ofMillis(300));
    var closed = enter(open, "closed", 1);
    assertThat(isInside(enter(open, "open", 1))).isTrue();
    assertThat(isInside(closed)).isFalse();
    assertThat(closed.reason()).isEqualTo(Reason.RATE_LIMIT);
    assertThat(Waiting.get(closed.admitted())).isEmpty();
  }

  @Test
  void model_closedForLongerThanPatience_isRefusedAtOnce() {
    var rate = new LocalProviderRate(0, 0, System::nanoTime);
    var open = new Bulkhead(VERTX, "p", 10, 10, rate);
    rate.close("closed", Duration.ofSeconds(60));
    assertRefused(enter(open, "closed", 1), ChatFailure.RATE_LIMIT);
  }
}
