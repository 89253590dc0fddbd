package dev.rcrewai.store.redis;

import dev.rcrewai.config.RateSettings;
import dev.rcrewai.config.StoreSettings;
import dev.rcrewai.limit.LocalProviderRate;
import dev.rcrewai.limit.ProviderRate;
import dev.rcrewai.limit.ProviderRate.Permit;
import dev.rcrewai.limit.ProviderRate.Permit.Granted;
import dev.rcrewai.limit.ProviderRate.Permit.Refused;
import dev.rcrewai.limit.ProviderRate.Scope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rates that all nodes on one Redis share, by its clock. While Redis does not answer, each node
 * keeps to its own share of them, and nobody waits for Redis. Thread-safe.
 */
public final class RedisProviderRates {
  private static final Logger LOG = LoggerFactory.getLogger(RedisProviderRates.class);
  private static final Permit GRANTED = new Granted();

  /** A chat does not wait longer for Redis than this. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(1);

  /** How long Redis is not asked after it did not answer. */
  private static final Duration ABSENCE = Duration.ofSeconds(5);

  private final Links links;
  private final Scripts scripts;
  private final IntSupplier nodes;
  private final AtomicLong awayUntil = new AtomicLong(System.nanoTime());
  private final AtomicBoolean away = new AtomicBoolean();

  /**
   * @param nodes how many nodes there are now, this one included
   */
  public RedisProviderRates(Vertx vertx, StoreSettings.Redis settings, IntSupplier nodes) {
    var nobody = new Sender("", ""); // it tells nobody anything
    this.links = new Links(vertx, new Dialer(vertx, settings), nobody, 1);
    this.scripts = new Scripts(links);
    this.nodes = nodes;
  }

  /** The rate of the provider of this name; one that is not limited needs no Redis. */
  public ProviderRate of(String provider, RateSettings limits) {
    return limits.equals(RateSettings.NONE)
        ? new LocalProviderRate(0, 0, System::nanoTime)
        : new Shared(provider, limits);
  }

  public void close() {
    links.close();
  }

  private Future<Response> ask(Call call) {
    return scripts
        .run(call)
        .timeout(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(_ -> {
          if (away.getAndSet(false)) {
            LOG.info("Redis keeps the providers' rates again");
          }
        })
        .onFailure(this::missed);
  }

  private void missed(Throwable cause) {
    awayUntil.set(System.nanoTime() + ABSENCE.toNanos());
    if (!away.getAndSet(true)) {
      LOG.warn("Redis is away; each node keeps its share of the providers' rates: {}", cause + "");
    }
  }

  private boolean isAway() {
    return away.get() && awayUntil.get() - System.nanoTime() > 0;
  }

  private final class Shared implements ProviderRate {
    private final String provider;
    private final RateSettings limits;

    /** What holds while Redis is away; made anew when nodes come or go. */
    private volatile LocalProviderRate own;

    private volatile int ownNodes;

    Shared(String provider, RateSettings limits) {
      this.provider = provider;
      this.limits = limits;
      this.own = share(1);
      this.ownNodes = 1;
    }

    @Override
    public Future<Permit> take(String model, long tokens) {
      if (isAway()) {
        return own().take(model, tokens);
      }
      var call =
          new Call(Script.RATE_TAKE)
              .text(provider)
              .text(model)
              .number(limits.requestsPerMinute())
              .number(limits.tokensPerMinute())
              .number(tokens);
      return ask(call).map(Shared::permit).recover(_ -> own().take(model, tokens));
    }

    @Override
    public void correct(long tokens) {
      if (isAway()) {
        own().correct(tokens);
      } else if (tokens != 0) {
        var _ = ask(new Call(Script.RATE_CORRECT).text(provider).number(tokens));
      }
    }

    @Override
    public void close(String model, Duration pause) {
      own.close(model, pause);
      if (!isAway() && pause.toMillis() > 0) {
        var call = new Call(Script.RATE_CLOSE).text(provider).text(model).number(pause.toMillis());
        var _ = ask(call);
      }
    }

    /** This node's share; nodes come and go, also while Redis is away. */
    private LocalProviderRate own() {
      int count = Math.max(1, nodes.getAsInt());
      if (count != ownNodes) {
        ownNodes = count;
        own = share(count);
      }
      return own;
    }

    private LocalProviderRate share(int count) {
      return new LocalProviderRate(
          part(limits.requestsPerMinute(), count),
          part(limits.tokensPerMinute(), count),
          System::nanoTime);
    }

    private static long part(int limit, int count) {
      return limit == 0 ? 0 : Math.max(1, limit / count);
    }

    private static Permit permit(Response answer) {
      long wait = answer.get(0).toLong();
      if (wait == 0) {
        return GRANTED;
      }
      boolean closed = answer.get(1).toString().equals("model");
      return new Refused(Duration.ofMillis(wait), closed ? Scope.MODEL : Scope.KEY);
    }
  }
}
