package dev.rcrewai.webhook;

import static net.logstash.logback.argument.StructuredArguments.kv;

import dev.rcrewai.execution.Delivery.Claim;
import dev.rcrewai.execution.Delivery.Retry;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData.ExecutionAccepted;
import dev.rcrewai.execution.EventType;
import dev.rcrewai.execution.ExecutionStore;
import dev.rcrewai.execution.Webhook;
import dev.rcrewai.execution.WebhookRules;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.trace.Tracing;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One claim: tells one webhook what it has not been told, one event after the other, until all is
 * told or one is in vain. Lives on one Vert.x context.
 *
 * <pre>
 *   begin → a place at the receiver? ─┬→ read on → post ─┬→ delivered → read on
 *                                     │                  └→ in vain → again later, or dead
 *                                     └→ none: put back until its appointment
 * </pre>
 */
final class DeliveryRun {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryRun.class);
  private static final int PAGE = 100;

  /** Then others have their turn. */
  private static final int EVENTS_MAX = 50;

  /**
   * What all runs of a node share.
   *
   * @param lease how long a claim holds; longer than a try with what the store does around it
   */
  record Means(
      ExecutionStore store,
      Receivers receivers,
      WebhookRules rules,
      Crowd crowd,
      Backoff backoff,
      Metrics metrics,
      Tracing tracing,
      InstantSource clock,
      BooleanSupplier isDraining,
      Duration lease) {
    private static final Duration LEASE_MARGIN = Duration.ofSeconds(45);

    static Means of(
        WebhookServices services, Receivers receivers, Crowd crowd, BooleanSupplier isDraining) {
      var settings = services.settings();
      return new Means(
          services.store(),
          receivers,
          WebhookRules.of(settings),
          crowd,
          new Backoff(services.jitter()),
          services.metrics(),
          services.tracing(),
          services.clock(),
          isDraining,
          settings.timeout().plus(LEASE_MARGIN));
    }
  }

  /** Whom it tells, and what it is about. */
  private record Recipient(ExecutionAccepted accepted, Webhook webhook, URI url) {
    /** The place that is crowded, where many tell it at once. */
    String receiver() {
      return String.valueOf(url.getRawAuthority()).toLowerCase(Locale.ROOT);
    }
  }

  private final Means means;
  private final Claim claim;
  private final ExecutionId id;
  private int tries;
  private int told;

  DeliveryRun(Means means, Claim claim) {
    this.means = means;
    this.claim = claim;
    this.id = claim.execution();
    this.tries = claim.tries();
  }

  /** Never fails: what the store does not take is claimed again when the claim is over. */
  Future<Void> run() {
    return Future.succeededFuture()
        .compose(_ -> means.store().read(id, 0, 1))
        .compose(this::begin)
        .recover(cause -> {
          LOG.warn("a webhook could not be told: {} {}", kv("execution_id", id.text()), cause);
          return Future.succeededFuture();
        });
  }

  private Future<Void> begin(List<Event> first) {
    if (first.isEmpty()) {
      return Future.succeededFuture(); // deleted meanwhile
    }
    var accepted = (ExecutionAccepted) first.getFirst().data();
    var webhook = accepted.webhook();
    if (webhook == null) {
      return Future.failedFuture("its journal names no webhook");
    }
    var recipient = new Recipient(accepted, webhook, URI.create(webhook.url()));
    if (means.isDraining().getAsBoolean()) {
      return putBack(now());
    }
    var receiver = recipient.receiver();
    var began = now();
    if (!means.crowd().enter(receiver)) {
      return putBack(means.crowd().appointment(receiver, began));
    }
    return readOn(recipient, claim.seq())
        .onComplete(_ -> means.crowd().leave(receiver, Duration.between(began, now())));
  }

  private Future<Void> readOn(Recipient recipient, long after) {
    return means.store().read(id, after, PAGE).compose(page -> tell(recipient, page));
  }

  private Future<Void> tell(Recipient recipient, List<Event> page) {
    if (page.isEmpty()) {
      return inVain(new Attempt.InVain("the event is not in the journal any more"));
    }
    for (int i = 0; i < page.size(); i++) {
      if (recipient.webhook().wants(page.get(i))) {
        return tell(recipient, page.get(i), page.subList(i + 1, page.size()));
      }
    }
    return readOn(recipient, page.getLast().seq());
  }

  private Future<Void> tell(Recipient recipient, Event event, List<Event> rest) {
    var began = now();
    return attempt(recipient, event)
        .compose(attempt -> {
          var took = Duration.between(began, now());
          means.metrics().webhookTried(word(attempt), took);
          return switch (attempt) {
            case Attempt.Delivered() -> delivered(recipient, event, rest);
            case Attempt.Gone() -> dead(Attempt.Gone.ERROR);
            case Attempt.InVain failure -> inVain(failure);
          };
        });
  }

  private Future<Attempt> attempt(Recipient recipient, Event event) {
    var problem = means.rules().problem(recipient.webhook().url());
    if (problem != null) {
      return Future.succeededFuture(new Attempt.InVain(problem));
    }
    var accepted = recipient.accepted();
    var secrets = means.rules().secrets().of(accepted.caller());
    if (secrets.isEmpty()) {
      return Future.succeededFuture(new Attempt.InVain("no secret is configured to sign it"));
    }
    var cloudEvent = new CloudEvent(accepted, event);
    var body = cloudEvent.body();
    var headers = new LinkedHashMap<>(new Signature(cloudEvent.id(), now(), secrets).headers(body));
    var trace = means.tracing().of(accepted.metadata());
    var span = means.tracing().webhook(trace, id, recipient.url(), EventType.of(event.data()));
    headers.putAll(span.context().headers());
    return means
        .receivers()
        .post(recipient.url(), headers, body)
        .onSuccess(attempt -> Tracing.told(span, word(attempt), !isDelivered(attempt)));
  }

  private static boolean isDelivered(Attempt attempt) {
    return attempt instanceof Attempt.Delivered;
  }

  private Future<Void> delivered(Recipient recipient, Event event, List<Event> rest) {
    tries = 0;
    told++;
    return means
        .store()
        .deliveries()
        .delivered(claim, event, until())
        .compose(claimed ->
            switch (claimed) {
              case DONE, LOST -> Future.succeededFuture();
              case MORE -> more(recipient, event, rest);
            });
  }

  private Future<Void> more(Recipient recipient, Event event, List<Event> rest) {
    if (means.isDraining().getAsBoolean() || told >= EVENTS_MAX) {
      return putBack(now());
    }
    return rest.isEmpty() ? readOn(recipient, event.seq()) : tell(recipient, rest);
  }

  private Future<Void> inVain(Attempt.InVain failure) {
    var due = means.backoff().next(tries + 1, now(), failure.retryAfter());
    if (due == null) {
      return dead(failure.error());
    }
    return failed(new Retry(tries + 1, due, failure.error()));
  }

  private Future<Void> dead(String error) {
    LOG.warn(
        "a webhook is given up: {} {} {}",
        kv("execution_id", id.text()),
        kv("attempt", tries + 1),
        kv("error", error));
    return failed(new Retry(tries + 1, null, error));
  }

  private Future<Void> failed(Retry retry) {
    return means.store().deliveries().failed(claim, retry).mapEmpty();
  }

  private Future<Void> putBack(Instant due) {
    return means.store().deliveries().putBack(claim, due).mapEmpty();
  }

  private String word(Attempt attempt) {
    return switch (attempt) {
      case Attempt.Delivered() -> "delivered";
      case Attempt.Gone() -> "dead";
      case Attempt.InVain _ -> tries + 1 < Backoff.TRIES_MAX ? "retried" : "dead";
    };
  }

  private Instant now() {
    return means.clock().instant();
  }

  private Instant until() {
    return now().plus(means.lease());
  }
}
