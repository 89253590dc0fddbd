package dev.rcrewai.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocalBusTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Address<Question, Answer> ASK =
      new Address<>("test.ask", Question.class, Answer.class);
  private static final Address<Question, Void> NEWS = Address.oneWay("test.news", Question.class);

  private final Vertx vertx = Vertx.vertx();
  private final LocalBus bus = LocalBus.on(vertx);

  private record Question(String text) {}

  private record Answer(Question to) {}

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void request_isAnsweredWithTheSameObjectsByReference() throws Exception {
    bus.answer(ASK, question -> Future.succeededFuture(new Answer(question)));
    var question = new Question("why?");

    var answer = await(bus.request(ASK, question, PATIENCE));

    assertThat(answer.to()).isSameAs(question);
  }

  @Test
  void request_handlerFails_failsWithItsMessage() {
    bus.answer(ASK, question -> Future.failedFuture("no idea about " + question.text()));

    assertHandlerFailed("no idea about it");
  }

  @Test
  void request_handlerThrows_failsInsteadOfHanging() {
    bus.answer(
        ASK,
        question -> {
          throw new IllegalStateException("broken by " + question.text());
        });

    assertHandlerFailed("broken by it");
  }

  @Test
  void request_handlerNeverAnswers_timesOut() {
    bus.answer(ASK, _ -> Promise.<Answer>promise().future());

    assertThatThrownBy(() -> await(bus.request(ASK, new Question("it"), Duration.ofMillis(20))))
        .isInstanceOfSatisfying(
            ReplyException.class,
            failure -> assertThat(failure.failureType()).isEqualTo(ReplyFailure.TIMEOUT));
  }

  @Test
  void request_noTimeLeft_stillEndsInATimeout() {
    bus.answer(ASK, _ -> Promise.<Answer>promise().future());

    assertThatThrownBy(() -> await(bus.request(ASK, new Question("it"), Duration.ofSeconds(-1))))
        .isInstanceOf(ReplyException.class);
  }

  @Test
  void request_nobodyListens_failsAtOnce() {
    assertThatThrownBy(() -> await(bus.request(ASK, new Question("it"), PATIENCE)))
        .isInstanceOfSatisfying(
            ReplyException.class,
            failure -> assertThat(failure.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS));
  }

  @Test
  void publish_reachesEveryListener() throws Exception {
    var heard = new CountDownLatch(2);
    var question = new Question("why?");
    List<Question> arrived = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      bus.listen(
          NEWS,
          message -> {
            synchronized (arrived) {
              arrived.add(message);
            }
            heard.countDown();
          });
    }

    bus.publish(NEWS, question);

    assertThat(heard.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(arrived).hasSize(2).allSatisfy(each -> assertThat(each).isSameAs(question));
  }

  @Test
  void unregistered_consumer_hearsNothing() throws Exception {
    var consumer = bus.answer(ASK, question -> Future.succeededFuture(new Answer(question)));
    await(consumer.unregister());

    assertThatThrownBy(() -> await(bus.request(ASK, new Question("it"), PATIENCE)))
        .isInstanceOf(ReplyException.class);
  }

  @Test
  void message_onTheWire_isRefusedInBothDirections() {
    var codec = new LocalCodec();

    assertThatThrownBy(() -> codec.encodeToWire(Buffer.buffer(), new Question("secret")))
        .hasMessageContaining("Question is a node-local message")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> codec.decodeFromWire(0, Buffer.buffer()))
        .hasMessageContaining("another node");
  }

  @Test
  void address_withoutAName_isRefused() {
    assertThatThrownBy(() -> new Address<>(" ", Question.class, Answer.class))
        .hasMessage("an address has no name");
  }

  private void assertHandlerFailed(String message) {
    assertThatThrownBy(() -> await(bus.request(ASK, new Question("it"), PATIENCE)))
        .hasMessage(message)
        .isInstanceOfSatisfying(
            ReplyException.class,
            failure -> assertThat(failure.failureCode()).isEqualTo(LocalBus.HANDLER_FAILED));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
