package dev.rcrewai.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Callers who do not wait for each other: so many requests each second, whatever becomes of the
 * earlier ones, up to a bound. Somebody asks meanwhile whether the server is alive. Lives on one
 * event loop.
 */
final class Flood {
  private static final int TICK_MILLIS = 5;
  private static final int PROBE_MILLIS = 100;
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int PROBES_MAX = 300;

  private final Vertx vertx;
  private final HttpClient client;
  private final Target target;
  private final int perSecond;
  private final int openMax;
  private final long endNanos;
  private final long beganNanos = System.nanoTime();
  private final Latencies completed = new Latencies();
  private final Latencies refused = new Latencies();
  private final Latencies probes = new Latencies();
  private final AtomicLong open = new AtomicLong();
  private final Promise<Report> over = Promise.promise();
  private long called;
  private long asked;
  private long others;

  private Flood(Vertx vertx, Target target, int perSecond, int seconds, int openMax) {
    this.vertx = vertx;
    this.target = target;
    this.perSecond = perSecond;
    this.openMax = openMax;
    this.endNanos = beganNanos + seconds * 1_000_000_000L;
    var pool = new PoolOptions().setHttp1MaxSize(openMax + PROBES_MAX);
    this.client = vertx.createHttpClient(pool);
  }

  /**
   * What became of them.
   *
   * @param refused with 429 or 503 and {@code Retry-After}
   * @param others any other answer, or none
   */
  record Report(
      long completed,
      double p50Millis,
      double p99Millis,
      long refused,
      double refusedP99Millis,
      long others,
      long alive,
      long probes,
      double probeP99Millis,
      double seconds) {
    /** As the other generators say it: what was not completed is an error. */
    Load.Report asLoad() {
      long errors = refused + others;
      return new Load.Report(
          completed + errors,
          errors,
          refused + " refused, " + others + " others",
          completed,
          completed / seconds,
          p50Millis,
          p99Millis);
    }
  }

  /**
   * Returns when the last of them is answered.
   *
   * @param openMax callers beyond so many open requests stay away
   */
  static Report run(Vertx vertx, Target target, int perSecond, int seconds, int openMax)
      throws Exception {
    var flood = new Flood(vertx, target, perSecond, seconds, openMax);
    return flood.run().await(seconds + PATIENCE_MILLIS / 500L, TimeUnit.SECONDS);
  }

  private Future<Report> run() {
    vertx.runOnContext(_ -> {
      vertx.setPeriodic(TICK_MILLIS, this::tick);
      vertx.setPeriodic(PROBE_MILLIS, this::probe);
    });
    return over.future().eventually(client::close);
  }

  private void tick(long timer) {
    long now = System.nanoTime();
    if (now >= endNanos) {
      vertx.cancelTimer(timer);
      end();
      return;
    }
    long due = (now - beganNanos) * perSecond / 1_000_000_000L;
    for (; called < due; called++) {
      if (open.get() < openMax) {
        send(now);
      }
    }
  }

  private void send(long now) {
    var request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(target.url())
            .setTimeout(PATIENCE_MILLIS)
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
            .putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + target.token());
    open.incrementAndGet();
    client
        .request(request)
        .compose(call -> call.send(Buffer.buffer(BenchCrews.ONE)))
        .compose(answer -> answer.end().map(_ -> answer))
        .onSuccess(answer -> answered(answer, System.nanoTime() - now))
        .onFailure(_ -> others++)
        .onComplete(_ -> {
          open.decrementAndGet();
          end();
        });
  }

  private void answered(HttpClientResponse answer, long nanos) {
    boolean full = answer.statusCode() == 429 || answer.statusCode() == 503;
    if (answer.statusCode() == 200) {
      completed.add(nanos);
    } else if (full && answer.getHeader(HttpHeaders.RETRY_AFTER) != null) {
      refused.add(nanos);
    } else {
      others++;
    }
  }

  private void probe(long timer) {
    long now = System.nanoTime();
    if (now >= endNanos) {
      vertx.cancelTimer(timer);
      return;
    }
    asked++;
    var live =
        new RequestOptions()
            .setAbsoluteURI(target.url().replace("/execute", "/health/live"))
            .setTimeout(PATIENCE_MILLIS);
    open.incrementAndGet();
    client
        .request(live)
        .compose(call -> call.send())
        .compose(answer -> answer.end().map(_ -> answer.statusCode()))
        .onSuccess(status -> {
          if (status == 200) {
            probes.add(System.nanoTime() - now);
          }
        })
        .onComplete(_ -> {
          open.decrementAndGet();
          end();
        });
  }

  private void end() {
    if (System.nanoTime() >= endNanos && open.get() == 0) {
      over.tryComplete(
          new Report(
              completed.count(),
              completed.percentileMillis(0.50),
              completed.percentileMillis(0.99),
              refused.count(),
              refused.percentileMillis(0.99),
              others,
              probes.count(),
              asked,
              probes.percentileMillis(0.99),
              (endNanos - beganNanos) / 1e9));
    }
  }
}
