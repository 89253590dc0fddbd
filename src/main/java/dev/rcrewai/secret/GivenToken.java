package dev.rcrewai.secret;

import dev.rcrewai.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A token that was given, kept alive: Vault is asked how long it lives, and at half of that to
 * renew it. One that cannot be renewed is used for as long as it lives.
 *
 * <pre>
 *   look up ─► never expires, or not renewable ─► look up again, for there may be another
 *      ▲   └─► wait half its life ─► renew ─► wait half its new life ─► …
 *      └────────────── after a pause ◄─┘ refused, or no answer
 * </pre>
 */
final class GivenToken implements VaultLogin {
  private static final Logger LOG = LoggerFactory.getLogger(GivenToken.class);
  private static final String LOOKUP = "auth/token/lookup-self";
  private static final String RENEW = "auth/token/renew-self";
  private static final Duration PAUSE_MIN = Duration.ofSeconds(1);
  private static final Duration PAUSE_MAX = Duration.ofHours(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final VaultHttp http;
  private final Secret token;
  private long timer = -1;
  private boolean stopped;
  private boolean failing;
  private boolean ends;

  GivenToken(Vertx vertx, VaultHttp http, Secret token) {
    this.vertx = vertx;
    this.http = http;
    this.token = token;
  }

  @Override
  public Future<String> token() {
    return Future.succeededFuture(token.get());
  }

  @Override
  public boolean refused() {
    return false;
  }

  @Override
  public void start() {
    lookUp();
  }

  @Override
  public void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }

  private void lookUp() {
    http.get(LOOKUP, token.get())
        .map(reply -> success(LOOKUP, reply).getJsonObject("data", new JsonObject()))
        .onSuccess(data -> {
          failing = false;
          plan(data.getLong("ttl", 0L), data.getBoolean("renewable", false));
        })
        .onFailure(this::failed);
  }

  private void renew() {
    http.post(RENEW, token.get(), new JsonObject())
        .map(reply -> success(RENEW, reply).getJsonObject("auth", new JsonObject()))
        .onSuccess(auth -> {
          failing = false;
          plan(auth.getLong("lease_duration", 0L), auth.getBoolean("renewable", false));
        })
        .onFailure(this::failed);
  }

  /** A root token has no end and a life of 0 seconds. */
  private void plan(long lifeSeconds, boolean renewable) {
    var half = Duration.ofSeconds(lifeSeconds).dividedBy(2);
    if (renewable && lifeSeconds > 0) {
      ends = false;
      later(half, this::renew);
      return;
    }
    if (lifeSeconds > 0 && !ends) {
      ends = true;
      LOG.warn("Vault's token cannot be renewed and ends in {} s", lifeSeconds);
    }
    later(lifeSeconds > 0 ? half : PAUSE_MAX, this::lookUp);
  }

  private void failed(Throwable cause) {
    if (!failing && !stopped) {
      failing = true;
      LOG.warn("Vault's token cannot be kept alive: {}", cause.getMessage());
    }
    later(AFTER_FAILURE, this::lookUp);
  }

  private void later(Duration pause, Runnable next) {
    if (!stopped) {
      long millis = Math.clamp(pause.toMillis(), PAUSE_MIN.toMillis(), PAUSE_MAX.toMillis());
      timer = vertx.setTimer(millis, _ -> next.run());
    }
  }

  private JsonObject success(String path, VaultHttp.Reply reply) {
    if (!reply.isSuccess()) {
      throw http.refused(path, reply);
    }
    return reply.body();
  }
}
