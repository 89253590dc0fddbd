package dev.rcrewai.knowledge;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.config.KnowledgeSettings;
import dev.rcrewai.step.Abort;
import dev.rcrewai.step.RecallRequest;
import dev.rcrewai.step.RecallResult;
import dev.rcrewai.step.RecallRun;
import dev.rcrewai.step.StepAddresses;
import dev.rcrewai.telemetry.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns {@link StepAddresses#KNOWLEDGE}: every run gets a {@link RecallResult}. Looks now and then
 * whether documents of the crews that are loaded are new or were changed. Deploy one instance, on
 * an event loop; documents are read and searched elsewhere, and nothing is opened while no crew
 * knows any.
 */
public final class KnowledgeVerticle extends VerticleBase {
  private static final long LOOK_MILLIS = 3_000;
  private static final Logger LOG = LoggerFactory.getLogger(KnowledgeVerticle.class);
  private static final Executor VIRTUAL = task -> Thread.ofVirtual().name("knowledge").start(task);

  private final LocalBus bus;
  private final KnowledgeSettings settings;
  private final Documents documents;
  private final Supplier<List<CrewDocuments>> crews;
  private final Metrics metrics;
  private final InstantSource clock;
  private final Map<RecallRun, Promise<RecallResult>> running = new HashMap<>();
  private final Object opening = new Object();
  private volatile @Nullable Library library;
  private volatile boolean isStopped;

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
    this.settings = settings;
    this.documents = documents;
    this.crews = crews;
    this.metrics = metrics;
    this.clock = clock;
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
    List.copyOf(running.values()).forEach(answer -> answer.tryComplete(stopped()));
    return elsewhere(() -> {
      synchronized (opening) {
        isStopped = true;
        if (library != null) {
          library.close();
        }
      }
      return true;
    });
  }

  /** What is known of the documents, for operators. */
  public KnowledgeReport report() {
    var open = library;
    return open == null ? KnowledgeReport.NONE : KnowledgeReport.of(open);
  }

  private Future<RecallResult> recall(RecallRun run) {
    var answer = Promise.<RecallResult>promise();
    running.put(run, answer);
    elsewhere(() -> find(run))
        .onSuccess(answer::tryComplete)
        .onFailure(cause -> {
          LOG.error("documents cannot be searched", cause);
          answer.tryComplete(new RecallResult.Failed("this node cannot search documents", null));
        });
    return answer.future().onComplete(_ -> running.remove(run));
  }

  private RecallResult find(RecallRun run) throws IOException, InterruptedException {
    return switch (run.request()) {
      case RecallRequest.Documents asked -> new Recollection(library(), bus, clock).of(run, asked);
      case RecallRequest.Memories _, RecallRequest.Remember _ ->
          throw new IllegalArgumentException("memories are not kept here");
    };
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
    vertx.setTimer(
        millis,
        _ ->
            elsewhere(this::look)
                .onFailure(cause -> LOG.error("documents cannot be looked at", cause))
                .onComplete(_ -> lookAgain(LOOK_MILLIS)));
  }

  private boolean look() throws IOException {
    var wants = crews.get().stream().flatMap(CrewDocuments::wants).toList();
    if (!isStopped && (library != null || !wants.isEmpty())) {
      library().look(wants);
    }
    return true;
  }

  /** Opened where it is needed first. */
  private Library library() throws IOException {
    synchronized (opening) {
      if (isStopped) {
        throw new IOException("the server stops");
      }
      var open = library;
      if (open == null) {
        open = new Library(settings, documents, new BusEmbeddings(bus, clock), metrics, clock);
        library = open;
      }
      return open;
    }
  }

  /** Off the event loop, and back on it with the result. */
  private <T> Future<T> elsewhere(Callable<T> work) {
    var done =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return work.call();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            },
            VIRTUAL);
    return Future.fromCompletionStage(done, context);
  }
}
