package dev.rcrewai.knowledge;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.config.KnowledgeSettings;
import dev.rcrewai.step.Abort;
import dev.rcrewai.step.RecallResult;
import dev.rcrewai.step.RecallRun;
import dev.rcrewai.step.StepAddresses;
import dev.rcrewai.telemetry.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns {@link StepAddresses#KNOWLEDGE}: every run gets a {@link RecallResult}. Looks now and then
 * whether documents of the crews that are loaded are new or were changed. Deploy one instance, on
 * an event loop; the work is done elsewhere, and none while no crew knows any.
 */
public final class KnowledgeVerticle extends VerticleBase {
  private static final long LOOK_MILLIS = 3_000;
  private static final long LOOK_MILLIS_AFTER_FAILURE = 60_000;
  private static final Logger LOG = LoggerFactory.getLogger(KnowledgeVerticle.class);
  private static final Executor VIRTUAL = task -> Thread.ofVirtual().name("knowledge").start(task);

  private final LocalBus bus;
  private final Supplier<List<CrewDocuments>> crews;
  private final InstantSource clock;
  private final OpenLibrary library;
  private final Map<RecallRun, Promise<RecallResult>> running = new HashMap<>();
  private boolean isStopped;

  /**
   * @param crews those that are loaded, with what they know
   */
  public KnowledgeVerticle(
      LocalBus bus,
      KnowledgeSettings settings,
      Documents documents,
      Supplier<List<CrewDocuments>> crews,
      Metrics metrics,
      InstantSource clock) {
    this.bus = bus;
    this.crews = crews;
    this.clock = clock;
    var vectors = new BusEmbeddings(bus, clock);
    this.library = new OpenLibrary(() -> new Library(settings, documents, vectors, metrics, clock));
  }

  @Override
  public Future<?> start() {
    lookAgain(1);
    var runs = bus.answer(StepAddresses.KNOWLEDGE, this::recall);
    var aborts = bus.listen(StepAddresses.ABORT, this::abort);
    return Future.all(runs.completion(), aborts.completion());
  }

  @Override
  public Future<?> stop() {
    isStopped = true;
    List.copyOf(running.values()).forEach(answer -> answer.tryComplete(stopped()));
    return elsewhere(() -> {
      library.close();
      return true;
    });
  }

  /** What is known of the documents, for operators. */
  public KnowledgeReport report() {
    return KnowledgeReport.of(library.ifOpen());
  }

  private Future<RecallResult> recall(RecallRun run) {
    var answer = Promise.<RecallResult>promise();
    running.put(run, answer);
    elsewhere(() -> new Recollection(library.get(), bus, clock).of(run))
        .onSuccess(answer::tryComplete)
        .onFailure(cause -> {
          failed(cause);
          answer.tryComplete(new RecallResult.Failed("this node cannot search documents", null));
        });
    return answer.future().onComplete(_ -> running.remove(run));
  }

  private void abort(Abort abort) {
    List.copyOf(running.entrySet()).stream()
        .filter(run -> abort.covers(run.getKey().execution(), run.getKey().path()))
        .forEach(run -> run.getValue().tryComplete(stopped()));
  }

  private static RecallResult stopped() {
    return new RecallResult.Failed(RecallResult.Failed.STOPPED, null);
  }

  private void lookAgain(long millis) {
    if (isStopped) {
      return;
    }
    vertx.setTimer(
        millis,
        _ ->
            elsewhere(this::look)
                .onFailure(this::failed)
                .onComplete(
                    done -> lookAgain(done.succeeded() ? LOOK_MILLIS : LOOK_MILLIS_AFTER_FAILURE)));
  }

  private boolean look() throws IOException {
    var wants = crews.get().stream().flatMap(CrewDocuments::wants).toList();
    if (library.ifOpen() != null || !wants.isEmpty()) {
      library.get().look(wants);
    }
    return true;
  }

  /** Off the event loop, and back on it with the result. */
  private <T> Future<T> elsewhere(Callable<T> work) {
    var done =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return work.call();
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            },
            VIRTUAL);
    return Future.fromCompletionStage(done, context);
  }

  private void failed(Throwable cause) {
    LOG.error("documents cannot be searched", cause);
    elsewhere(() -> {
      library.failed(cause);
      return true;
    });
  }
}
