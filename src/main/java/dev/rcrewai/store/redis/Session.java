package dev.rcrewai.store.redis;

import dev.rcrewai.config.StoreSettings;
import dev.rcrewai.execution.StoreHealth;
import dev.rcrewai.store.Listeners;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.UUID;

/** What is open while the store is. */
record Session(
    Links links,
    Links lifeline,
    Subscription subscription,
    Scripts scripts,
    Accepting accepting,
    Journals journals,
    Signals signals,
    Leases leases,
    Lists lists,
    Deletion deletion,
    Accounts accounts) {
  private static final int SCHEMA = 1;

  static Session of(
      Vertx vertx, StoreSettings.Redis settings, Listeners listeners, InstantSource clock) {
    var dialer = new Dialer(vertx, settings);
    var database = RedisUrl.parseAll(settings.url().get()).getFirst().database();
    var channel = "rcrewai:news:" + database; // Redis has the same channels in all databases
    var sender = new Sender(channel, UUID.randomUUID().toString());
    var links = Links.shared(vertx, dialer, sender);
    var lifeline = new Links(vertx, dialer, sender, 1);
    var scripts = new Scripts(links);
    return new Session(
        links,
        lifeline,
        new Subscription(vertx, dialer, channel, new News(sender.origin(), listeners)),
        scripts,
        new Accepting(scripts, listeners, clock),
        new Journals(scripts, listeners, clock),
        new Signals(scripts, listeners),
        new Leases(scripts, new Scripts(lifeline)),
        new Lists(scripts, Lists.STEP),
        new Deletion(scripts),
        new Accounts(scripts, clock));
  }

  /** Connects, and refuses a Redis that would not keep what it is given. */
  Future<Void> open() {
    return Durability.read(links)
        .compose(Durability::requireNoEviction)
        .compose(safe -> scripts.run(new Call(Script.SCHEMA).number(SCHEMA)))
        .compose(answer -> requireKnown(answer.toInteger()))
        .compose(known -> subscription.open())
        .onFailure(failure -> close());
  }

  private static Future<Void> requireKnown(int schema) {
    return schema == SCHEMA
        ? Future.succeededFuture()
        : Future.failedFuture(
            new IllegalStateException(
                ("Redis has schema %d of the store; this server knows schemas up to %d: start the"
                        + " server that wrote it, or a newer one")
                    .formatted(schema, SCHEMA)));
  }

  Future<StoreHealth> check() {
    var token = UUID.randomUUID().toString();
    return scripts
        .run(new Call(Script.PROBE).text(token))
        .compose(read ->
            read.toString().equals(token)
                ? Durability.read(links)
                : Future.failedFuture(new IllegalStateException("Redis keeps nothing")))
        .map(Durability::health);
  }

  void close() {
    subscription.close();
    links.close();
    lifeline.close();
  }
}
