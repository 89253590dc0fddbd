package dev.rcrewai.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;

/**
 * Sends the same request over and over, one at a time on each connection, until the time is over.
 * Lives on one event loop; its report is complete once the last answer is there.
 */
public final class LoadGenerator extends VerticleBase {
  private static final int ERRORS_MAX = 100;
  private static final int REQUEST_TIMEOUT_MILLIS = 10_000;

  private final Load load;
  private final RequestOptions request;
  private final Buffer body;
  private final Promise<Load.Report> report = Promise.promise();
  private final Latencies latencies = new Latencies();
  private final HttpClient client;
  private long measureFrom;
  private long stopAt;
  private int busy;
  private long sent;
  private long errors;
  private String firstError = "";

  private LoadGenerator(Vertx vertx, Load load) {
    this.load = load;
    this.client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(load.connections()));
    this.body = Buffer.buffer(load.body());
    this.request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(load.url())
            .setTimeout(REQUEST_TIMEOUT_MILLIS)
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
            .putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + load.token());
  }

  /** The main method of the generator's process: prints the report as one line of JSON. */
  public static void main(String[] args) {
    var vertx = Vertx.vertx();
    run(vertx, Load.parse(args[0]))
        .onSuccess(done -> System.out.println(done.toJson()))
        .onFailure(Throwable::printStackTrace)
        .eventually(vertx::close);
  }

  static Future<Load.Report> run(Vertx vertx, Load load) {
    var generator = new LoadGenerator(vertx, load);
    return vertx.deployVerticle(generator).compose(_ -> generator.report.future());
  }

  @Override
  public Future<?> start() {
    measureFrom = System.nanoTime() + TimeUnit.SECONDS.toNanos(load.warmupSeconds());
    stopAt = measureFrom + TimeUnit.SECONDS.toNanos(load.measuredSeconds());
    busy = load.connections();
    for (int i = 0; i < load.connections(); i++) {
      next();
    }
    return Future.succeededFuture();
  }

  private void next() {
    long now = System.nanoTime();
    if (now - stopAt >= 0 || errors >= ERRORS_MAX) {
      finish();
      return;
    }
    sent++;
    asked().onSuccess(_ -> answered(now)).onFailure(this::failed).onComplete(_ -> next());
  }

  private Future<Buffer> asked() {
    var answer = client.request(request).compose(call -> call.send(body));
    return switch (load.reading()) {
      case AWAITED -> answer.compose(LoadGenerator::checked);
      case WATCHED -> answer.compose(HttpClientResponse::body).compose(this::watch);
    };
  }

  private Future<Buffer> watch(Buffer accepted) {
    var id = accepted.toJsonObject().getString("execution_id");
    var events =
        new RequestOptions(request)
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(load.url() + "/" + id + "/events")
            .putHeader(HttpHeaders.ACCEPT, "text/event-stream");
    return client.request(events).compose(call -> call.send()).compose(LoadGenerator::checked);
  }

  private static Future<Buffer> checked(HttpClientResponse response) {
    return response
        .body()
        .compose(answer ->
            response.statusCode() == 200 && answer.toString().contains(MockModel.ANSWER)
                ? Future.succeededFuture(answer)
                : Future.failedFuture(response.statusCode() + " " + answer));
  }

  private void answered(long sentAt) {
    if (sentAt - measureFrom >= 0) {
      latencies.add(System.nanoTime() - sentAt);
    }
  }

  private void failed(Throwable cause) {
    if (errors++ == 0) {
      firstError = String.valueOf(cause.getMessage());
    }
  }

  private void finish() {
    if (--busy == 0) {
      double seconds = (System.nanoTime() - measureFrom) / 1e9;
      report.complete(
          new Load.Report(
              sent,
              errors,
              firstError,
              latencies.count(),
              latencies.count() / seconds,
              latencies.percentileMillis(0.50),
              latencies.percentileMillis(0.99)));
    }
  }
}
