package dev.rcrewai.llm;

import static io.vertx.circuitbreaker.CircuitBreakerState.CLOSED;
import static io.vertx.circuitbreaker.CircuitBreakerState.HALF_OPEN;
import static io.vertx.circuitbreaker.CircuitBreakerState.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.step.ChatFailure;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BreakersTest {
  private static final AttemptResult FAULT = Failure.unanswered(ChatFailure.SERVER, "");

  private final Vertx vertx = Vertx.vertx();
  private final List<String> made = new ArrayList<>();
  private final Breakers breakers =
      new Breakers(model -> {
        made.add(model);
        return BreakerTest.breaker(vertx, 1, Duration.ofMillis(200));
      });

  @AfterEach
  void stop() {
    Waiting.get(vertx.close());
  }

  private void awaitWorst(CircuitBreakerState state) {
    Waiting.until("worst " + state, Duration.ofSeconds(5), () -> breakers.worst() == state);
  }

  @Test
  void breaker_ofOneModel_doesNotHinderAnother() {
    Objects.requireNonNull(breakers.of("ill").pass()).report(FAULT);
    Waiting.until("open", Duration.ofSeconds(5), () -> breakers.of("ill").isOpen());
    assertThat(breakers.of("well").pass()).isNotNull();
  }

  @Test
  void worst_isOpenBeforeHalfOpenBeforeClosed() {
    breakers.of("well");
    assertThat(breakers.worst()).isEqualTo(CLOSED);
    Objects.requireNonNull(breakers.of("ill").pass()).report(FAULT);
    awaitWorst(OPEN);
    awaitWorst(HALF_OPEN);
  }

  @Test
  void models_beyondTheLimit_shareOneBreaker() {
    for (int i = 0; i < Breakers.MODELS_MAX + 50; i++) {
      assertThat(breakers.of("model-" + i)).isSameAs(breakers.of("model-" + i));
    }
    assertThat(made).hasSize(Breakers.MODELS_MAX + 1).contains(Breakers.OTHERS);
  }
}
