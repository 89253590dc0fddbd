package dev.rcrewai.gateway;

import dev.rcrewai.execution.Await;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A stream that is read message by message; nothing is acknowledged but by the test. */
final class RawStream {
  private final BlockingQueue<Message<Buffer>> messages = new LinkedBlockingQueue<>();
  private final Message<Buffer> answer;

  RawStream(Vertx vertx, String token, String id, String credit) {
    var address = "rcrewai.client." + UUID.randomUUID();
    var consumer = vertx.eventBus().<Buffer>consumer(address, messages::add);
    Await.await(consumer.completion());
    answer = ask(vertx, token, id, credit, address);
  }

  static Message<Buffer> ask(Vertx vertx, String token, String id, String credit, String address) {
    var options =
        new DeliveryOptions()
            .addHeader("authorization", "Bearer " + token)
            .addHeader("execution_id", id)
            .addHeader("credit", credit)
            .addHeader("events-address", address);
    return Await.await(
        vertx.eventBus().request("rcrewai.executions.events", Buffer.buffer(), options));
  }

  Message<Buffer> answer() {
    return answer;
  }

  Message<Buffer> next() throws InterruptedException {
    var message = messages.poll(30, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no message");
    }
    return message;
  }

  int waiting() {
    return messages.size();
  }
}
