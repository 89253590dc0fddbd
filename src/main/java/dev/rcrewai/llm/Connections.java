package dev.rcrewai.llm;

import dev.rcrewai.llm.ProviderConnection.Liveness;
import dev.rcrewai.llm.ProviderConnection.Place;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The connections of one event loop to one provider: as few as its calls need. Stays on that loop,
 * so that a request is written where it was decided that it may leave.
 *
 * <pre>
 *   enter ─► room on a connection ─► its place
 *     └─► waits ─► one more is made, or room somewhere ─► its place
 *                      └─► fails: so do those for whom it was made
 * </pre>
 *
 * What a new connection will take is known once it is there. Until then one is made, however many
 * calls wait for it; afterwards as many as would take all that wait.
 */
final class Connections implements ProviderConnection.Pool {
  /**
   * What is to be known about them.
   *
   * @param most that take calls
   * @param connectMax for one to be made, with TLS and settings
   */
  record Limits(int most, Duration connectMax, Liveness liveness) {}

  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final HttpClientAgent client;
  private final HttpConnectOptions address;
  private final Limits limits;

  /** Those that take calls. */
  private final Set<ProviderConnection> open = new LinkedHashSet<>();

  /** Those that do not, until they are closed. */
  private final Set<ProviderConnection> retired = new LinkedHashSet<>();

  /**
   * Where room was; some of it may be taken by now. The first is filled before the next is used.
   */
  private final LinkedHashSet<ProviderConnection> roomy = new LinkedHashSet<>();

  private final Deque<Waiter> waiting = new ArrayDeque<>();
  private int connecting;

  /** Calls that a new connection takes, as far as the last one told. */
  private long callsEach;

  private long timer = NO_TIMER;

  /** Somebody who wants a place, and the context on which it is to be taken. */
  private record Waiter(Context context, Promise<Place> place) {
    void take(ProviderConnection connection) {
      var taken = connection.enter();
      answer(() -> place.complete(taken));
    }

    void fail(Throwable cause) {
      answer(() -> place.fail(cause));
    }

    private void answer(Runnable answer) {
      if (context.equals(Vertx.currentContext())) {
        answer.run();
      } else {
        context.runOnContext(_ -> answer.run());
      }
    }
  }

  /** No connections yet. */
  Connections(Vertx vertx, HttpClientAgent client, HttpConnectOptions address, Limits limits) {
    this.vertx = vertx;
    this.client = client;
    this.address = address;
    this.limits = limits;
    this.callsEach = Boolean.TRUE.equals(address.isSsl()) ? limits.most() : 1;
  }

  /** A place for a call, which must be left; fails where no connection can be made. */
  Future<Place> enter() {
    var waiter = new Waiter(vertx.getOrCreateContext(), Promise.promise());
    waiting.add(waiter);
    serve();
    return waiter.place().future();
  }

  private void serve() {
    while (!waiting.isEmpty() && !roomy.isEmpty()) {
      var first = roomy.getFirst();
      if (first.hasRoom()) {
        waiting.remove().take(first);
      } else {
        roomy.removeFirst();
      }
    }
    while (waiting.size() > connecting * callsEach && open.size() + connecting < limits.most()) {
      connect();
    }
  }

  private void connect() {
    connecting++;
    var made = client.connect(address);
    made.timeout(limits.connectMax().toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(this::connected)
        .onFailure(cause -> {
          made.onSuccess(HttpClientConnection::close); // too late
          notConnected(cause);
        });
  }

  private void connected(HttpClientConnection made) {
    connecting--;
    var connection = new ProviderConnection(vertx, made, this);
    callsEach = Math.clamp(connection.callsMax(), 1, limits.most());
    open.add(connection);
    if (timer == NO_TIMER) {
      timer = vertx.setPeriodic(limits.liveness().betweenLooks().toMillis(), _ -> look());
    }
    hasRoom(connection);
  }

  private void notConnected(Throwable cause) {
    connecting--;
    while (waiting.size() > connecting * callsEach) {
      waiting.remove().fail(cause);
    }
  }

  @Override
  public void hasRoom(ProviderConnection connection) {
    if (connection.hasRoom() && !roomy.contains(connection)) {
      roomy.addFirst(connection);
    }
    serve();
  }

  @Override
  public void retired(ProviderConnection connection) {
    open.remove(connection);
    roomy.remove(connection);
    retired.add(connection);
    serve();
  }

  @Override
  public void closed(ProviderConnection connection) {
    connection.retire();
    retired.remove(connection);
    serve();
  }

  private void look() {
    List.copyOf(open).forEach(connection -> connection.look(limits.liveness()));
    List.copyOf(retired).forEach(connection -> connection.look(limits.liveness()));
    if (open.isEmpty() && retired.isEmpty()) {
      vertx.cancelTimer(timer);
      timer = NO_TIMER;
    }
  }
}
