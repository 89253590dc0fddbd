package dev.rcrewai.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Delivery.State;
import dev.rcrewai.net.AllowList;
import dev.rcrewai.secret.SelfSigned;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Receivers that are hostile, slow or somewhere else than they were. */
class ReceiversTest extends WebhookFixture {
  private static final String REFUSED =
      "the host leads to an address that is not public and not allowed";

  private static InetAddress address(String text) {
    return InetAddress.ofLiteral(text);
  }

  @Test
  void hostThatMovesToAPrivateAddress_isRefusedOnTheLaterTry() {
    var answer = new AtomicReference<>(address("127.0.0.1"));
    var asked = new CopyOnWriteArrayList<String>();
    resolver =
        host -> {
          asked.add(host);
          return List.of(answer.get());
        };
    var self = SelfSigned.in(dir);
    client.setTrustOptions(new PemTrustOptions().addCertPath(self.pem().toString()));
    start();
    var receiver = closing(new Receiver(vertx, self.server()));
    var url = "https://localhost:" + receiver.port() + "/hook";
    var owner = running(url, CHAT, END);
    owner = append(owner, owner.next(1));
    var id = owner.summary().id();
    untilState(id, State.DELIVERED);
    answer.set(address("169.254.169.254"));

    append(owner, owner.complete());

    untilTries(id, 1);
    assertThat(delivery(id).error()).isEqualTo(REFUSED);
    assertThat(receiver.told).hasSize(1);
    assertThat(asked).containsExactly("localhost", "localhost");
    answer.set(address("127.0.0.1"));
    toNextTry(id);
    untilState(id, State.DELIVERED);
  }

  @Test
  void hostOfWhichOneAddressIsPrivate_isRefused() {
    resolver = _ -> List.of(address("127.0.0.1"), address("10.0.0.1"));
    start();
    var receiver = receiver();

    var id = ended("https://localhost:" + receiver.port() + "/");

    untilTries(id, 1);
    assertThat(delivery(id).error()).isEqualTo(REFUSED);
  }

  @Test
  void literalThatIsNoLongerAllowed_isNotCalled() {
    allowed = AllowList.NONE;
    start();
    var receiver = receiver();

    var id = ended(receiver.url());

    untilTries(id, 1);
    assertThat(delivery(id).error()).contains("WEBHOOK_ALLOW");
    assertThat(receiver.told).isEmpty();
  }

  @Test
  void redirect_isNotFollowed() {
    start();
    var target = receiver();
    var receiver = receiver();
    receiver.answer =
        request -> request.response().setStatusCode(307).putHeader("Location", target.url()).end();

    var id = ended(receiver.url());

    untilTries(id, 1);
    assertThat(delivery(id).error()).isEqualTo("HTTP 307: redirects are not followed");
    assertThat(target.told).isEmpty();
  }

  @Test
  void certificateOfAnotherHost_isRefused() {
    var self = SelfSigned.in(dir);
    client.setTrustOptions(new PemTrustOptions().addCertPath(self.pem().toString()));
    resolver = _ -> List.of(address("127.0.0.1"));
    start();
    var receiver = closing(new Receiver(vertx, self.server()));

    var id = ended("https://hooks.example.com:" + receiver.port() + "/");

    untilTries(id, 1);
    assertThat(delivery(id).error()).isEqualTo("no TLS connection, or not to that host");
    assertThat(receiver.told).isEmpty();
  }

  @Test
  void hostWithoutAddress_isTriedAgain() {
    resolver = _ -> List.of();
    start();

    var id = ended("https://nowhere.invalid/");

    untilTries(id, 1);
    assertThat(delivery(id).error()).isEqualTo("the host has no address");
  }

  @Test
  void receiverThatSaysNothing_isLeftAfterTheTimeout() {
    timeout = Duration.ofMillis(300);
    start();
    var receiver = receiver();
    receiver.hangs();

    var id = ended(receiver.url());

    untilTries(id, 1);
    assertThat(delivery(id).error()).isEqualTo("no answer within 0.3 s");
  }

  @Test
  void answerWithoutEnd_isCutOff_andCountsAsTaken() {
    timeout = Duration.ofMillis(500);
    start();
    var receiver = receiver();
    var cut = new CopyOnWriteArrayList<String>();
    receiver.answer =
        request -> {
          request.response().exceptionHandler(_ -> {}).closeHandler(_ -> cut.add("cut"));
          request.response().setChunked(true).write(Buffer.buffer("one"));
        };

    untilState(ended(receiver.url()), State.DELIVERED);

    until("the connection is cut", () -> !cut.isEmpty());
  }

  @Test
  void answerThatIsTooLong_isCutOff_andCountsAsTaken() {
    start();
    var receiver = receiver();
    var cut = new CopyOnWriteArrayList<String>();
    receiver.answer =
        request -> {
          request.response().exceptionHandler(_ -> {}).closeHandler(_ -> cut.add("cut"));
          request.response().setChunked(true).write(Buffer.buffer(new byte[1 << 20]));
        };

    untilState(ended(receiver.url()), State.DELIVERED);

    until("the connection is cut", () -> !cut.isEmpty());
  }

  @Test
  void slowReceiver_holdsUpNobodyElse() {
    concurrentMax = 8;
    timeout = Duration.ofSeconds(5);
    start();
    var slow = receiver();
    slow.hangs();
    IntStream.range(0, 40).forEach(_ -> ended(slow.url()));
    until("the slow one is told", () -> !slow.told.isEmpty());
    var receiver = receiver();

    var ids = IntStream.range(0, 5).mapToObj(_ -> ended(receiver.url())).toList();

    for (var id : ids) {
      until(
          "told",
          () -> {
            clock.advance(Duration.ofMillis(1));
            return delivery(id).state() == State.DELIVERED;
          });
    }
    assertThat(slow.told).hasSize(1);
  }
}
