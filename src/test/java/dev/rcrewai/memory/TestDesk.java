package dev.rcrewai.memory;

import static dev.rcrewai.execution.Await.await;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.step.ChatCall.Account;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.EmbedderChoice;
import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.EmbeddingCall;
import dev.rcrewai.step.EmbeddingResult;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.ProviderKeys;
import dev.rcrewai.step.RecallRequest;
import dev.rcrewai.step.RecallResult;
import dev.rcrewai.step.RecallRun;
import dev.rcrewai.step.StepAddresses;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.TraceContext;
import dev.rcrewai.step.Usage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Function;

/** Recalls and remembers on whichever store, with vectors of the test's own. */
public final class TestDesk implements AutoCloseable {
  public static final EmbedderChoice EMBEDDER = new EmbedderChoice("openai", "small");
  private static final Bill BILL = new Bill("openai", "small", new Usage(3, 0, 0, 0), null);

  private final Vertx vertx = Vertx.vertx();
  private final LocalBus bus = LocalBus.on(vertx);

  /** One whose texts mean what this says. */
  public TestDesk(Function<String, float[]> meaning) {
    bus.answer(
        StepAddresses.EMBED,
        (EmbeddingCall call) -> {
          var all = call.request().texts().stream().map(text -> new Embedding(meaning.apply(text)));
          return Future.succeededFuture(new EmbeddingResult.Embedded(all.toList(), BILL));
        });
  }

  /** What comes of a request that this execution makes. */
  public RecallResult ask(
      MemoryStore store, MemoryScope scope, ExecutionId execution, RecallRequest.OfMemory request) {
    var run =
        new RecallRun(
            execution,
            StepPath.task("x").attempt(1).memory(),
            scope.crew(),
            request,
            Instant.now().plusSeconds(30),
            "node",
            new Account(scope.caller(), scope.crew()),
            ProviderKeys.NONE,
            TraceContext.NONE);
    var desk = new Desk(store, new Embeddings(bus, Clock.systemUTC()));
    return await(
        switch (request) {
          case RecallRequest.Memories memories -> desk.recall(memories, run);
          case RecallRequest.Remember lesson -> desk.remember(lesson, run);
        });
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
