package dev.rcrewai.llm;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a provider with the calls on it: one by HTTP/1.1, as many as the provider
 * allows by HTTP/2. Stays on its event loop.
 */
final class ProviderConnection {
  /** No provider is known to keep an idle connection much longer. */
  private static final Duration IDLE_MAX = Duration.ofSeconds(60);

  private static final Pattern KEEP_ALIVE = Pattern.compile("\\btimeout=(\\d{1,6})\\b");

  /** The code of a stream that was refused before any work on it (RFC 9113, section 7). */
  private static final long REFUSED_STREAM = 0x7;

  private static final Buffer PING = Buffer.buffer(new byte[Long.BYTES]);

  private final Vertx vertx;
  private final HttpClientConnection connection;
  private final Pool pool;
  private final boolean multiplexed;
  private Duration idleMax = IDLE_MAX;
  private int calls;
  private boolean retired;
  private @Nullable GoAway goAway;

  /** When it was last used, or anything came. */
  private long quietSince = System.nanoTime();

  /** When a piece of an answer last came. */
  private long answeredAt = quietSince;

  /** Looks since the provider was asked whether it is there; 0 where it was not asked. */
  private int looksUnanswered;

  /** What a connection is part of. */
  interface Pool {
    /** A call has left it; or it may take more calls than before. */
    void hasRoom(ProviderConnection connection);

    /** It takes no more calls. */
    void retired(ProviderConnection connection);

    /** It is closed. */
    void closed(ProviderConnection connection);
  }

  ProviderConnection(Vertx vertx, HttpClientConnection connection, Pool pool) {
    this.vertx = vertx;
    this.connection = connection;
    this.pool = pool;
    this.multiplexed = connection.getWindowSize() > 0; // HTTP/1.1 has none
    connection.closeHandler(_ -> pool.closed(this));
    // A stream that ends as its connection does tells so itself.
    connection.exceptionHandler(_ -> {});
    if (multiplexed) {
      connection.goAwayHandler(this::goesAway);
      // They hold from the next turn on.
      connection.remoteSettingsHandler(_ -> vertx.runOnContext(_ -> pool.hasRoom(this)));
    }
  }

  /** How many calls it takes at once; a provider may change it at any time, also to 0. */
  long callsMax() {
    return connection.maxActiveStreams();
  }

  boolean hasRoom() {
    return !retired && calls < callsMax();
  }

  /** A place for one more call. */
  Place enter() {
    calls++;
    return new Place();
  }

  /** Ends with its last call. */
  void retire() {
    if (!retired) {
      retired = true;
      pool.retired(this);
    }
    if (calls == 0) {
      connection.close();
    }
  }

  /**
   * Looks after it. Where nothing came for some time, it is asked for a sign of life, and closed
   * with all its calls when it gives none. Counts looks and not time, since a process that was
   * paused has not listened.
   */
  void look(Liveness liveness) {
    var quiet = Duration.ofNanos(System.nanoTime() - quietSince);
    if (calls == 0) {
      if (quiet.compareTo(idleMax) > 0) {
        retire();
      }
    } else if (looksUnanswered > liveness.looksMax()) {
      connection.close();
    } else if (looksUnanswered > 0) {
      looksUnanswered++;
    } else if (multiplexed && quiet.compareTo(liveness.quietMax()) > 0) {
      looksUnanswered = 1;
      connection.ping(PING).onSuccess(_ -> isAlive());
    }
  }

  private void isAlive() {
    quietSince = System.nanoTime();
    looksUnanswered = 0;
  }

  /** What runs may go on, up to the stream that it names. */
  private void goesAway(GoAway words) {
    goAway = words;
    retire();
  }

  /**
   * When a provider that says nothing is asked for a sign of life, and given up.
   *
   * @param quietMax before it is asked, while it has calls
   * @param looksMax looks after it for which the sign may be missing
   */
  record Liveness(Duration quietMax, int looksMax, Duration betweenLooks) {
    static final Liveness USUAL = new Liveness(Duration.ofSeconds(15), 10, Duration.ofSeconds(1));
  }

  /** The place of one call. */
  final class Place {
    private @Nullable HttpClientRequest request;
    private boolean sent;
    private long sentAt;
    private boolean over;

    /** Gets ready; the request is there in the same turn, unless the one before it still ends. */
    Future<Void> open(RequestOptions options) {
      return connection
          .request(options)
          .onFailure(_ -> retire())
          .map(ready -> {
            // What happens to a request is told by its answer.
            request = ready.exceptionHandler(_ -> {});
            if (over) {
              giveBack(ready);
            }
            return null;
          });
    }

    /** Sends it, now. */
    Future<HttpClientResponse> send(Buffer body) {
      sent = true;
      sentAt = System.nanoTime();
      if (calls == 1) {
        quietSince = sentAt;
      }
      return Objects.requireNonNull(request).send(body);
    }

    /** A piece of the answer is here. */
    void heard() {
      isAlive();
      answeredAt = quietSince;
    }

    /** The answer is here to its end. */
    void ended(HttpClientResponse answer) {
      var told = KEEP_ALIVE.matcher(header(answer, HttpHeaders.KEEP_ALIVE));
      idleMax = told.find() ? Duration.ofSeconds(Long.parseLong(told.group(1))) : IDLE_MAX;
      boolean last =
          answer.version() == HttpVersion.HTTP_1_0
              || "close".equalsIgnoreCase(header(answer, HttpHeaders.CONNECTION));
      if (!over) {
        over = true;
        leave(!multiplexed && last);
      }
    }

    /** Ends the exchange where it is; by HTTP/1.1 that is the connection's end. */
    void breakOff() {
      if (over) {
        return;
      }
      over = true; // first, since whoever waits for the answer hears of a reset at once
      if (request == null) {
        leave(false);
      } else if (sent) {
        request.reset();
        vertx.runOnContext(_ -> leave(!multiplexed)); // when the stream is closed
      } else {
        giveBack(request);
        leave(true);
      }
    }

    /**
     * The exchange broke. Nothing more is said of it: to reset a stream that the provider never
     * took, after its GOAWAY, would break all others.
     */
    void broke() {
      if (!over) {
        over = true;
        leave(!multiplexed);
      }
    }

    /** Vert.x goes on counting a stream that was reset before it was sent. */
    private void giveBack(HttpClientRequest unsent) {
      unsent.reset();
      retire();
    }

    /**
     * There was no answer in time. A connection on which no answer came since the request was sent
     * may be dead, or lead to a host that hangs: later calls go by another one.
     */
    void timedOut() {
      if (!over && sent && answeredAt - sentAt < 0) {
        retire();
      }
    }

    /** Whether it is certain that nobody has looked at the request, which got no answer. */
    boolean isUnprocessed(Throwable cause) {
      return switch (cause) {
        case StreamResetException reset -> reset.getCode() == REFUSED_STREAM;
        case HttpClosedException _ -> sent && isBeyond(goAway);
        default -> !sent;
      };
    }

    private boolean isBeyond(@Nullable GoAway words) {
      return words != null && request != null && request.streamId() > words.getLastStreamId();
    }

    private void leave(boolean forGood) {
      calls--;
      if (forGood || retired) {
        retire();
      } else {
        pool.hasRoom(ProviderConnection.this);
      }
    }

    private static String header(HttpClientResponse answer, CharSequence name) {
      var value = answer.getHeader(name);
      return value == null ? "" : value;
    }
  }
}
