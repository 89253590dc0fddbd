package dev.rcrewai.llm;

import static dev.rcrewai.llm.ChatAsserts.assertAnswered;
import static dev.rcrewai.llm.ChatAsserts.assertFailed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.llm.FaultEnd.Wait;
import dev.rcrewai.llm.FaultyHosts.Place;
import dev.rcrewai.llm.LlmNode.Limits;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.ModelChoice;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault of a provider ends as its row says: in this failure, so many calls, and this time.
 */
class FaultTableTest {
  /** What a busy machine may add, our own pauses of 20 and 40 milliseconds included. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private static final ModelChoice SPARE = new ModelChoice(LlmNode.SPARE, "spare", null, 500);

  private static final Vertx VERTX = Vertx.vertx();

  @SuppressWarnings("NullAway.Init") // before all tests
  private static FaultyHosts hosts;

  @BeforeAll
  static void open(@TempDir Path dir) throws Exception {
    hosts = new FaultyHosts(VERTX, dir);
    try (var first = new LlmNode()) { // which loads the classes
      assertAnswered(first.answer(), "ok");
    }
  }

  @AfterAll
  static void close() {
    Waiting.get(VERTX.close());
  }

  /** Where nobody is to be talked with, the protocol does not matter. */
  static Stream<Arguments> faults() {
    return Stream.of(ProviderFault.values())
        .flatMap(fault ->
            Stream.of(Protocol.CLEAR_TEXT, Protocol.HTTP_2)
                .filter(protocol -> protocol == Protocol.CLEAR_TEXT || fault.place() == Place.HERE)
                .map(protocol -> Arguments.of(fault, protocol)));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void fault_withAndWithoutAFallback_endsAsItsRowSays(ProviderFault fault, Protocol protocol) {
    var trials = new ArrayList<Trial>();
    try {
      fault
          .cases()
          .forEach((delivery, tried) -> {
            trials.add(new Trial(protocol, fault.place(), delivery, tried, List.of()));
            trials.add(new Trial(protocol, fault.place(), delivery, tried, List.of(SPARE)));
          });
      trials.forEach(Trial::ask); // all at once, since most of their time is waiting
      trials.forEach(Trial::check);
    } finally {
      trials.forEach(Trial::close);
    }
  }

  /** One call on a node of its own. */
  private static final class Trial {
    private final Place place;
    private final Delivery delivery;
    private final FaultEnd end;
    private final List<ModelChoice> fallback;
    private final LlmNode node;
    private final Duration latest;
    private Future<ChatResult> answer = Future.failedFuture("not asked");
    private Future<Duration> took = Future.failedFuture("not asked");

    Trial(
        Protocol protocol,
        Place place,
        Delivery delivery,
        ProviderFault.Case tried,
        List<ModelChoice> fallback) {
      this.place = place;
      this.delivery = delivery;
      this.end = tried.end();
      this.fallback = fallback;
      this.latest = end.takes().plus(SLACK);
      this.node = node(protocol, place, end);
      node.provider.always(tried.script());
    }

    private static LlmNode node(Protocol protocol, Place place, FaultEnd end) {
      var limits = new Limits();
      limits.protocol = protocol;
      limits.validateSsl = place != Place.HERE;
      limits.address = place == Place.HERE ? null : hosts.at(place);
      limits.dns = hosts.dns();
      limits.withSpare = true;
      limits.retryLimit = FaultEnd.RETRIES;
      limits.retryDelay = Duration.ofMillis(20);
      limits.timeout = end.limit(Wait.WHOLE);
      limits.firstToken = end.limit(Wait.FIRST_TOKEN);
      limits.silence = end.limit(Wait.SILENCE);
      return new LlmNode(limits);
    }

    void ask() {
      var first = LlmNode.request("hello");
      var request =
          new ChatRequest(
              first.model(), fallback, first.messages(), first.tools(), first.toolUse(), null);
      long before = System.nanoTime();
      answer = node.ask(LlmNode.call(request, delivery));
      took = answer.map(_ -> Duration.ofNanos(System.nanoTime() - before));
    }

    void check() {
      var result = Waiting.get(answer);
      boolean spared = end.passedOn() && !fallback.isEmpty();
      if (spared) {
        assertAnswered(result, "ok");
      } else {
        assertFailed(result, end.failure())
            .satisfies(failed -> assertThat(failed.detail()).isNotBlank());
      }
      assertThat(calls()).as("calls").isEqualTo(end.calls());
      assertThat(node.provider.asked()).isEqualTo(place == Place.HERE ? end.calls() : 0);
      assertThat(node.spare.asked()).isEqualTo(spared ? 1 : 0);
      assertThat(Waiting.get(took)).as("time").isBetween(end.takes(), latest);
      assertThat(node.bulkhead().inside()).isZero();
    }

    private int calls() {
      var counters = node.meters.get("rcrewai.llm.api.calls").tag("provider", "openai").counters();
      return (int) counters.stream().mapToDouble(Counter::count).sum();
    }

    void close() {
      node.close();
    }

    @Override
    public String toString() {
      return delivery + (fallback.isEmpty() ? " alone" : " with a fallback");
    }
  }
}
