package dev.rcrewai.store.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that only listens, and connects again when it is lost; what was said meanwhile is
 * lost. To know whether it still hears, it subscribes again now and then, which Redis confirms: the
 * client would take news for the answer to anything else. Its state belongs to its context.
 */
final class Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
  private static final long PAUSE_MS = 200;
  private static final long CHECK_MS = 2_000;

  private final Vertx vertx;
  private final Context context;
  private final Dialer dialer;
  private final String channel;
  private final News news;
  private Promise<Void> confirmed = Promise.promise();
  private @Nullable Line line;
  private boolean closed;

  Subscription(Vertx vertx, Dialer dialer, String channel, News news) {
    this.vertx = vertx;
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    this.dialer = dialer;
    this.channel = channel;
    this.news = news;
  }

  /** Subscribes; completes when whatever is published from then on is heard. */
  Future<Void> open() {
    var opened = Promise.<Void>promise();
    context.runOnContext(start -> connect().onComplete(opened));
    return opened.future();
  }

  private Future<Void> connect() {
    return dialer.dial().compose(this::listen);
  }

  private Future<Void> listen(Line dialled) {
    if (closed) {
      dialled.close();
      return Future.failedFuture(new IllegalStateException("the store is closed"));
    }
    dialled.onNews(this::hear);
    return subscribe(dialled)
        .map(heard -> {
          line = dialled;
          dialled.onEnd(() -> lost(dialled));
          checkLater(dialled);
          return null;
        });
  }

  /** Completes when Redis confirms; where it does not, the connection is closed. */
  private Future<Void> subscribe(Line open) {
    var confirmation = Promise.<Void>promise();
    confirmed = confirmation;
    return open.send(Request.cmd(Command.SUBSCRIBE).arg(channel))
        .compose(sent -> confirmation.future())
        .timeout(dialer.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .recover(failure -> {
          open.close();
          return Future.failedFuture(Failures.ofCall(failure));
        });
  }

  private void hear(Response message) {
    if (message instanceof ErrorType refused) {
      confirmed.tryFail(refused);
    } else if (message.type() == ResponseType.PUSH) {
      switch (message.get(0).toString()) {
        case "subscribe" -> confirmed.tryComplete();
        case "message" -> news.hear(message.get(2).toString());
        default -> {} // nothing else was asked for
      }
    }
  }

  private void checkLater(Line open) {
    vertx.setTimer(
        CHECK_MS,
        timer -> {
          if (open.equals(line)) {
            subscribe(open).onSuccess(heard -> checkLater(open));
          }
        });
  }

  private void lost(Line gone) {
    if (gone.equals(line)) {
      line = null;
      LOG.warn("the connection that hears of other nodes was lost; polling goes on");
      connectLater();
    }
  }

  private void connectLater() {
    vertx.setTimer(
        PAUSE_MS,
        timer -> {
          if (!closed) {
            connect()
                .onSuccess(back -> {
                  LOG.info("the connection that hears of other nodes is back");
                  news.listeners().queued(); // perhaps meanwhile
                })
                .onFailure(failure -> connectLater());
          }
        });
  }

  void close() {
    context.runOnContext(start -> {
      closed = true;
      var current = line;
      line = null;
      if (current != null) {
        current.close();
      }
    });
  }
}
