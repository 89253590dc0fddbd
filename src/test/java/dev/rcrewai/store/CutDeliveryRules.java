package dev.rcrewai.store;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Delivery;
import dev.rcrewai.execution.Delivery.Retry;
import dev.rcrewai.execution.Delivery.State;
import dev.rcrewai.execution.DeliveryStore;
import dev.rcrewai.execution.DeliveryStore.Claimed;
import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.Event;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.FaultProxy.Where;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Webhooks with a cut: what is to be told stays so, and a word about it counts once. */
interface CutDeliveryRules extends StoreBehindProxy {
  Instant TOMORROW = Draft.START.plus(Duration.ofDays(1));

  private DeliveryStore there() {
    return store().deliveries();
  }

  private ExecutionId told() {
    var owner = running(draft().caller(newCaller()).webhook("chat.started"));
    append(owner, owner.next(1));
    return owner.summary().id();
  }

  private Delivery.Claim claim(ExecutionId id, Instant now) {
    return await(there().claim(now, now.plusSeconds(30), 1_000)).stream()
        .filter(claim -> claim.execution().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private Event told(ExecutionId id) {
    return await(store().read(id, 1, 1)).getFirst();
  }

  private Delivery delivery(ExecutionId id) {
    return await(there().find(id)).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  default void append_cut_isDueWhereItStands(Where where) {
    everyCut(
        where,
        () -> {
          var owner = running(draft().caller(newCaller()).webhook("chat.started"));
          var id = owner.summary().id();
          return new Scene<>(
              () -> behind().append(owner.next(1)),
              _ ->
                  assertThat(await(there().find(id)).isPresent())
                      .isEqualTo(!await(store().read(id, 1, 1)).isEmpty()));
        });
  }

  @ParameterizedTest
  @EnumSource
  default void claim_cut_isOverInTime(Where where) {
    everyCut(
        where,
        () -> {
          var id = told();
          return new Scene<>(
              () -> behind().deliveries().claim(TOMORROW, TOMORROW.plusSeconds(30), 1_000),
              _ -> assertThat(claim(id, TOMORROW.plusSeconds(60)).seq()).isEqualTo(1));
        });
  }

  @ParameterizedTest
  @EnumSource
  default void delivered_cut_countsOnce(Where where) {
    everyCut(
        where,
        () -> {
          var id = told();
          var claim = claim(id, TOMORROW);
          var event = told(id);
          return new Scene<>(
              () -> behind().deliveries().delivered(claim, event, TOMORROW),
              answer -> {
                answer.ifPresent(word -> assertThat(word).isEqualTo(Claimed.DONE));
                var again = await(there().delivered(claim, event, TOMORROW));
                assertThat(again).isIn(Claimed.DONE, Claimed.LOST);
                assertThat(delivery(id).state()).isEqualTo(State.DELIVERED);
              });
        });
  }

  @ParameterizedTest
  @EnumSource
  default void failed_cut_countsOnce(Where where) {
    everyCut(
        where,
        () -> {
          var id = told();
          var claim = claim(id, TOMORROW);
          var retry = new Retry(1, TOMORROW.plusSeconds(300), "HTTP 503");
          return new Scene<>(
              () -> behind().deliveries().failed(claim, retry),
              _ -> {
                await(there().failed(claim, retry));
                assertThat(delivery(id).tries()).isEqualTo(1);
              });
        });
  }

  @ParameterizedTest
  @EnumSource
  default void redrive_cut_mayBeAskedAgain(Where where) {
    everyCut(
        where,
        () -> {
          var id = told();
          await(there().failed(claim(id, TOMORROW), new Retry(8, null, "HTTP 500")));
          return new Scene<>(
              () -> behind().deliveries().redrive(id, TOMORROW),
              _ -> {
                assertThat(await(there().redrive(id, TOMORROW))).isTrue();
                assertThat(delivery(id).due()).isEqualTo(TOMORROW);
              });
        });
  }
}
