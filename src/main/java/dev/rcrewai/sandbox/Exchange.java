package dev.rcrewai.sandbox;

import dev.rcrewai.sandbox.Ledger.Ending;
import dev.rcrewai.sandbox.Ledger.Entry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Sends one response as its plan says, on timers; a client that leaves stops it.
 *
 * <pre>
 * play → (latency) → head → (pause) stretch → (pause) stretch … → end
 *          └ hang, until the client leaves or the time is up
 * </pre>
 */
final class Exchange {
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final HttpServerResponse out;
  private final Entry entry;
  private long timer = NO_TIMER;
  private boolean isOver;

  Exchange(Vertx vertx, HttpServerRequest request, Entry entry) {
    this.vertx = vertx;
    this.out = request.response();
    this.entry = entry;
    out.closeHandler(_ -> clientLeft());
    out.exceptionHandler(_ -> clientLeft());
  }

  /** The client closed the connection or reset the stream, perhaps before its request was read. */
  void clientLeft() {
    if (!isOver) {
      over(Ending.RESET_BY_CLIENT);
    }
  }

  void play(Response response) {
    var plan = response.plan();
    switch (plan.end()) {
      case NEVER -> after(Delivery.TIME_MAX.toMillis(), this::drop);
      case CUT_BEFORE_HEADERS -> after(plan.latencyMillis(), this::drop);
      case COMPLETE, CUT ->
          after(
              plan.latencyMillis(),
              () -> {
                head(response);
                stretch(plan, 0);
              });
    }
  }

  private void head(Response response) {
    out.setStatusCode(response.status());
    response.headers().forEach(out::putHeader);
    out.putHeader("content-type", response.body().contentType());
    if (response.body().stream()) {
      out.putHeader("cache-control", "no-cache").setChunked(true);
    } else {
      out.putHeader("content-length", Integer.toString(response.body().bytes().length()));
    }
    entry.sent(response.status());
  }

  private void stretch(Plan plan, int index) {
    if (index == plan.stretches().size()) {
      finish(plan);
      return;
    }
    var next = plan.stretches().get(index);
    after(
        next.pauseMillis(),
        () -> {
          boolean isLast = index == plan.stretches().size() - 1;
          if (isLast && plan.end() == Plan.End.COMPLETE) {
            // one write for the last bytes and the end: most answers are a single packet
            over(Ending.ANSWERED);
            out.end(next.bytes());
          } else {
            out.write(next.bytes());
            stretch(plan, index + 1);
          }
        });
  }

  private void finish(Plan plan) {
    switch (plan.end()) {
      case COMPLETE -> {
        over(Ending.ANSWERED);
        out.end();
      }
      case CUT, CUT_BEFORE_HEADERS, NEVER -> drop();
    }
  }

  private void drop() {
    over(Ending.DROPPED);
    out.reset();
  }

  private void after(long millis, Runnable step) {
    if (isOver) {
      return;
    }
    if (millis == 0) {
      step.run();
    } else {
      timer = vertx.setTimer(millis, _ -> step.run());
    }
  }

  private void over(Ending how) {
    isOver = true;
    vertx.cancelTimer(timer);
    entry.ended(how);
  }
}
