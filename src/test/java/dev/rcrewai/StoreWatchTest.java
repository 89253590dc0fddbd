package dev.rcrewai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Await;
import dev.rcrewai.execution.StoreHealth;
import dev.rcrewai.llm.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreWatchTest {
  private static final Duration OFTEN = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx();
  private volatile Future<StoreHealth> answer =
      Future.succeededFuture(new StoreHealth("synced", true));
  private final StoreWatch watch = new StoreWatch(() -> answer);

  @AfterEach
  void close() {
    Await.await(vertx.close());
  }

  @Test
  void beforeTheFirstAnswer_nothingIsKnown() {
    answer = Promise.<StoreHealth>promise().future();
    watch.askEvery(vertx, Duration.ofHours(1));
    assertThat(watch.up()).isNaN();
    assertThat(watch.durable()).isNaN();
  }

  @Test
  void storeThatFails_isDown_untilItAnswersAgain() {
    watch.askEvery(vertx, OFTEN);
    Waiting.until("up", PATIENCE, () -> watch.up() == 1);
    assertThat(watch.durable()).isEqualTo(1);

    answer = Future.failedFuture("the connection is lost");
    Waiting.until("down", PATIENCE, () -> watch.up() == 0);
    assertThat(watch.durable()).isEqualTo(1);

    answer = Future.succeededFuture(new StoreHealth("synced every second", false));
    Waiting.until("up again", PATIENCE, () -> watch.up() == 1);
    assertThat(watch.durable()).isZero();
  }

  @Test
  void storeThatNeverAnswers_isDown() {
    watch.askEvery(vertx, OFTEN);
    answer = Promise.<StoreHealth>promise().future();
    Waiting.until("down", PATIENCE, () -> watch.up() == 0);
  }
}
