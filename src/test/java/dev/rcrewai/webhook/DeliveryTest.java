package dev.rcrewai.webhook;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.rcrewai.execution.Delivery;
import dev.rcrewai.execution.Delivery.State;
import dev.rcrewai.execution.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a receiver gets, whatever happens to it, to this server and to its secrets. */
class DeliveryTest extends WebhookFixture {
  private static final Duration UNTIL_FIFTH_TRY = Duration.ofSeconds(5 + 300 + 1_800 + 7_200);

  private Receiver receiver;

  @BeforeEach
  void listen() {
    receiver = receiver();
  }

  @Test
  void receiverDownForAnHour_serverRestarted_getsEachEventInOrder_signed() throws Exception {
    // The reference library compares with the machine's clock, so the end of the story is now.
    clock = new MutableClock(Instant.now().minus(UNTIL_FIFTH_TRY));
    restart();
    receiver.isDown();
    var owner = running(receiver.url(), CHAT, END);
    var id = owner.summary().id();
    owner = append(owner, owner.next(2));
    for (int tries = 1; tries <= 4; tries++) {
      untilTries(id, tries);
      restart();
      if (tries < 4) {
        toNextTry(id);
      }
    }
    var lease = await(store.claim(owner.lease().node(), id)).orElseThrow();
    owner = owner.lease(lease);
    append(owner, owner.complete());
    receiver.told.clear();
    receiver.answers(204);

    toNextTry(id);

    untilState(id, State.DELIVERED);
    assertThat(receiver.told).extracting(Receiver.Told::seq).containsExactly(2, 3, 4);
    for (var told : receiver.told) {
      told.verify(SECRET);
    }
  }

  @Test
  void event_isACloudEvent_withTheEventAsTheApiHasIt() {
    start();
    var owner = running(receiver.url(), END);

    append(owner, owner.complete());

    until("told", () -> !receiver.told.isEmpty());
    var told = receiver.told.getFirst();
    var id = owner.summary().id().text();
    assertThat(told.headers())
        .containsEntry("content-type", "application/cloudevents+json; charset=utf-8")
        .containsEntry("webhook-id", id + "/2");
    var event = told.event();
    assertThat(event.getString("specversion")).isEqualTo("1.0");
    assertThat(event.getString("id")).isEqualTo(id + "/2");
    assertThat(event.getString("source")).isEqualTo("/v1/executions/" + id);
    assertThat(event.getString("subject")).isEqualTo(id);
    assertThat(event.getString("type")).isEqualTo("dev.rcrewai.execution.failed");
    assertThat(event.getString("datacontenttype")).isEqualTo("application/json");
    assertThat(Instant.parse(event.getString("time")))
        .isEqualTo(owner.summary().createdAt().plusMillis(2));
    assertThat(event.getJsonObject("data").getMap())
        .containsEntry("execution_id", id)
        .containsEntry("crew_name", "support")
        .containsEntry("status", "failed")
        .containsEntry("seq", 2)
        .containsEntry("type", "execution.failed")
        .containsEntry("outcome", "completed")
        .containsKeys("at", "usage", "detail", "request_id");
  }

  @Test
  void manyEvents_areToldInOrder_eachOnce() {
    start();
    var owner = running(receiver.url(), CHAT);

    append(owner, owner.next(130));

    untilState(owner.summary().id(), State.DELIVERED);
    assertThat(receiver.told)
        .extracting(Receiver.Told::seq)
        .containsExactlyElementsOf(IntStream.rangeClosed(2, 131).boxed().toList());
  }

  @Test
  void everyTry_hasTheSameIdAndBody() {
    start();
    receiver.answers(500);
    var id = ended(receiver.url());
    untilTries(id, 1);
    receiver.answers(200);

    toNextTry(id);

    untilState(id, State.DELIVERED);
    var first = receiver.told.getFirst();
    var second = receiver.told.getLast();
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.headers().get("webhook-id")).isEqualTo(first.headers().get("webhook-id"));
    assertThat(second.headers().get("webhook-timestamp"))
        .isNotEqualTo(first.headers().get("webhook-timestamp"));
  }

  @Test
  void secretsThatChange_signTogether_untilTheOldOneIsGone() throws Exception {
    var newer = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
    start();
    common.swap(newer + " " + SECRET);
    untilState(ended(receiver.url()), State.DELIVERED);
    var both = receiver.told.getLast();
    both.verify(SECRET);
    both.verify(newer);

    common.swap(newer);
    untilState(ended(receiver.url()), State.DELIVERED);

    var one = receiver.told.getLast();
    one.verify(newer);
    assertThatThrownBy(() -> one.verify(SECRET)).isInstanceOf(WebhookVerificationException.class);
  }

  @Test
  void secretOfACaller_goesBeforeTheCommonOne() {
    var own = "whsec_" + Base64.getEncoder().encodeToString(new byte[24]);
    byCaller.swap("{ann: " + own + "}");
    start();

    untilState(ended(receiver.url()), State.DELIVERED);

    assertThatCode(() -> receiver.told.getLast().verify(own)).doesNotThrowAnyException();
  }

  @Test
  void callerWithoutSecret_isToldNothing_untilThereIsOne() {
    common.swap("");
    start();
    var id = ended(receiver.url());
    untilTries(id, 1);
    assertThat(delivery(id).error()).isEqualTo("no secret is configured to sign it");
    assertThat(receiver.told).isEmpty();

    common.swap(SECRET);
    toNextTry(id);

    untilState(id, State.DELIVERED);
  }

  @Test
  void receiverThatIsGone_isToldNothingMore() {
    start();
    receiver.answers(410);

    var id = ended(receiver.url());

    untilState(id, State.DEAD);
    assertThat(delivery(id))
        .isEqualTo(new Delivery(State.DEAD, 1, null, "HTTP 410: the receiver wants no more"));
    assertThat(metrics.scrape()).contains("rcrewai_webhook_tries_total{result=\"dead\"} 1.0");
  }

  @Test
  void receiverThatNeverTakesIt_isGivenUpAfterADay_andRedriven() {
    start();
    receiver.answers(503);
    var began = clock.instant();
    var id = ended(receiver.url());
    for (int tries = 1; tries < Backoff.TRIES_MAX; tries++) {
      untilTries(id, tries);
      toNextTry(id);
    }
    untilState(id, State.DEAD);
    assertThat(delivery(id).error()).isEqualTo("HTTP 503");
    assertThat(receiver.told).hasSize(Backoff.TRIES_MAX);
    assertThat(Duration.between(began, clock.instant())).isGreaterThan(Duration.ofHours(27));
    receiver.answers(200);

    assertThat(await(store.deliveries().redrive(id, clock.instant()))).isTrue();

    untilState(id, State.DELIVERED);
  }

  @Test
  void receiverThatAsksForTime_getsIt() {
    start();
    receiver.answer =
        request -> request.response().setStatusCode(429).putHeader("Retry-After", "3600").end();
    var id = ended(receiver.url());

    untilTries(id, 1);

    assertThat(delivery(id).due()).isEqualTo(clock.instant().plusSeconds(3600));
    assertThat(metrics.scrape()).contains("rcrewai_webhook_tries_total{result=\"retried\"} 1.0");
  }

  @Test
  void otherExecutions_areToldMeanwhile() {
    start();
    var dead = receiver();
    dead.answers(500);
    untilTries(ended(dead.url()), 1);

    untilState(ended(receiver.url()), State.DELIVERED);
  }

  @Test
  void claimOfANodeThatDied_isTakenUpByAnother() {
    var id = ended(receiver.url());
    var lease = clock.instant().plusSeconds(60);
    assertThat(await(store.deliveries().claim(clock.instant(), lease, 10))).hasSize(1);
    start();
    clock.advance(Duration.ofSeconds(60));

    untilState(id, State.DELIVERED);
  }

  @Test
  void executionThatIsErased_isToldNoMore() {
    start();
    receiver.answers(500);
    var id = ended(receiver.url());
    untilTries(id, 1);
    await(store.erase("ann", 10));

    clock.advance(Duration.ofDays(1));

    untilTries(ended(receiver.url()), 1);
    assertThat(receiver.told)
        .extracting(told -> told.event().getString("subject"))
        .containsOnlyOnce(id.text());
  }

  @Test
  void drain_letsATryEnd_andBeginsNone() {
    start();
    receiver.hangs();
    var first = ended(receiver.url());
    until("told", () -> receiver.told.size() == 1);
    var drained = drain();
    var second = ended(receiver.url());
    assertThat(drained.isComplete()).isFalse();

    timeoutOfTheTry();

    await(drained);
    assertThat(delivery(first).tries()).isEqualTo(1);
    assertThat(delivery(second))
        .isEqualTo(new Delivery(State.PENDING, 0, delivery(second).due(), null));
    assertThat(receiver.told).hasSize(1);
  }

  /** The receiver cuts the connection of the try that is under way. */
  private void timeoutOfTheTry() {
    receiver.close();
  }

  @Test
  void backlog_isMeasured() {
    start();
    receiver.answers(500);
    untilTries(ended(receiver.url()), 1);

    assertThat(metrics.scrape())
        .contains("rcrewai_webhook_pending ", "rcrewai_webhook_dead ")
        .contains("rcrewai_webhook_pending_age_seconds ");
    assertThat(List.of(metrics.scrape().split("\n")))
        .anyMatch(line -> line.startsWith("rcrewai_webhook_duration_seconds_count 1"));
  }
}
