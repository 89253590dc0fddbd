package dev.rcrewai.store;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

class ReplyTest {
  @Test
  void complete_afterVertxWasClosed_harmsNotTheWriter() {
    var vertx = Vertx.vertx();
    var reply = new Reply<Boolean>(vertx.getOrCreateContext());
    await(vertx.close());

    assertThatCode(() -> reply.complete(Future.succeededFuture(true))).doesNotThrowAnyException();

    assertThat(reply.future().isComplete()).isFalse();
  }
}
