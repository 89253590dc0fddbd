package dev.rcrewai.llm;

import static dev.rcrewai.llm.ChatAsserts.assertAnswered;
import static dev.rcrewai.llm.ChatAsserts.assertFailed;
import static dev.rcrewai.llm.ScriptedProvider.error;
import static dev.rcrewai.llm.ScriptedProvider.hang;
import static dev.rcrewai.llm.ScriptedProvider.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.llm.LlmNode.Limits;
import dev.rcrewai.llm.ProviderHealth.Status;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ModelChoice;
import io.vertx.circuitbreaker.CircuitBreakerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LlmBreakerTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private LlmNode node = new LlmNode();

  @AfterEach
  void stop() {
    node.close();
  }

  private LlmNode start(Limits limits) {
    node.close();
    node = new LlmNode(limits);
    return node;
  }

  private Limits touchy() {
    var limits = new Limits();
    limits.retryLimit = 0;
    limits.breakerFailuresMax = 3;
    return limits;
  }

  private void open() {
    for (int i = 0; i < 3; i++) {
      assertFailed(node.answer(), ChatFailure.SERVER);
    }
    Waiting.until("open", SECOND, () -> node.breaker().isOpen());
  }

  @Test
  void breaker_open_answersAtOnceWithoutAsking() {
    start(touchy()).provider.always(error(500, ""));
    open();
    assertFailed(node.answer(), ChatFailure.BREAKER_OPEN);
    assertThat(node.provider.asked()).isEqualTo(3);
    assertThat(node.meters.get("rcrewai.breaker.state").gauge().value()).isEqualTo(2);
    assertThat(node.providers.health().status()).isEqualTo(Status.DEGRADED);
  }

  @Test
  void breaker_open_answersWithinFiveMilliseconds() {
    var limits = touchy();
    limits.retryLimit = 3;
    limits.breakerReset = SECOND.multipliedBy(60);
    start(limits).provider.always(error(500, ""));
    while (!node.breaker().isOpen()) {
      node.answer(LlmNode.call(Delivery.WHOLE, Duration.ofMillis(200)));
    }
    var times = new ArrayList<Long>();
    for (int i = 0; i < 101; i++) {
      long before = System.nanoTime();
      assertFailed(node.answer(), ChatFailure.BREAKER_OPEN);
      times.add(System.nanoTime() - before);
    }
    Collections.sort(times);
    assertThat(Duration.ofNanos(times.get(50))).isLessThan(Duration.ofMillis(5));
    assertThat(node.provider.asked()).isLessThanOrEqualTo(20);
  }

  @Test
  void breaker_open_doesNotHinderAnotherModel() {
    var limits = touchy();
    limits.breakerReset = SECOND.multipliedBy(60);
    start(limits).provider.then(error(500, ""), error(500, ""), error(500, ""));
    open();
    var request = LlmNode.request("hello").to(new ModelChoice("openai", "gpt-4o-mini", null, 1));
    assertAnswered(node.answer(LlmNode.call(request, Delivery.WHOLE)), "ok");
    assertThat(node.meters.get("rcrewai.breaker.state").tag("model", "gpt-4o-mini").gauge().value())
        .isZero();
  }

  @Test
  void breaker_halfOpen_asksOnceAtATime() {
    start(touchy()).provider.then(error(500, ""), error(500, ""), error(500, ""));
    open();
    Waiting.until(
        "half-open",
        SECOND.multipliedBy(2),
        () -> node.breaker().state() == CircuitBreakerState.HALF_OPEN);
    node.provider.always(hang());
    var probe = LlmNode.call();
    var probed = node.ask(probe);
    Waiting.until("probing", SECOND, () -> node.provider.inFlight() == 1);
    for (int i = 0; i < 20; i++) {
      assertFailed(node.answer(), ChatFailure.BREAKER_OPEN);
    }
    assertThat(node.provider.asked()).isEqualTo(4);
    node.abort(probe);
    assertFailed(Waiting.get(probed), ChatFailure.ABORTED);
  }

  @Test
  void breaker_providerHeals_recovers() {
    start(touchy()).provider.then(error(500, ""), error(500, ""), error(500, ""));
    open();
    Waiting.until(
        "half-open",
        SECOND.multipliedBy(2),
        () -> node.breaker().state() == CircuitBreakerState.HALF_OPEN);
    assertThat(node.meters.get("rcrewai.breaker.state").gauge().value()).isEqualTo(1);
    assertAnswered(node.answer(), "ok");
    assertThat(node.breaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
    assertThat(node.providers.health().status()).isEqualTo(Status.HEALTHY);
  }

  @Test
  void breaker_opensDuringRetries_theRetryWaitsForTheProbe() {
    var limits = new Limits();
    limits.breakerFailuresMax = 1;
    limits.retryLimit = 10;
    limits.retryDelay = Duration.ofMillis(100);
    start(limits).provider.then(error(500, ""));
    assertAnswered(node.answer(), "ok");
    assertThat(node.metric("rcrewai.llm.retries", "reason", "breaker_open")).isPositive();
  }

  @Test
  void health_keyRefused_isUnhealthy() {
    node.provider.always(error(401, "invalid_api_key"));
    assertThat(node.providers.health().status()).isEqualTo(Status.UNKNOWN);
    assertFailed(node.answer(), ChatFailure.AUTH);
    assertThat(node.providers.health().status()).isEqualTo(Status.UNHEALTHY);
  }

  @Test
  void health_silentProvider_isProbedForFree() {
    node.provider.always(json(200, "{\"object\":\"list\",\"data\":[]}"));
    node.providers.health().probeEvery(node.vertx, Duration.ofMillis(20));
    Waiting.until(
        "probed", SECOND.multipliedBy(5), () -> node.providers.health().status() == Status.HEALTHY);
    assertThat(node.provider.received())
        .allSatisfy(received -> {
          assertThat(received.method()).isEqualTo("GET");
          assertThat(received.path()).isEqualTo("/v1/models");
        });
  }

  @Test
  void health_calledProvider_isNotProbed() {
    node.answer();
    node.providers.health().probeEvery(node.vertx, Duration.ofSeconds(5));
    assertAnswered(node.answer(), "ok");
    assertThat(node.provider.received()).allMatch(received -> received.method().equals("POST"));
  }
}
