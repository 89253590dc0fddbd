package dev.rcrewai.webhook;

import dev.rcrewai.execution.Delivery.Claim;
import dev.rcrewai.execution.DeliveryStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims what is due and has it told, a bounded number at once. Lives on one Vert.x context.
 *
 * <pre>
 *   look → claim, as many as there are free places → a {@link DeliveryRun} each
 *     ▲                                                     │ ended: its place is free
 *     └──────────── while there may be more ────────────────┘
 * </pre>
 */
final class Deliveries {
  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

  /** One receiver may have an eighth of all places. */
  private static final int PARTS = 8;

  private final WebhookServices services;
  private final DeliveryStore store;
  private final Crowd crowd;
  private final DeliveryRun.Means means;
  private final int max;
  private final Promise<Void> drained = Promise.promise();
  private int underWay;
  private boolean looking;
  private boolean again;
  private boolean draining;
  private boolean storeFails;

  Deliveries(WebhookServices services, Receivers receivers) {
    this.services = services;
    this.store = services.store().deliveries();
    this.max = services.settings().concurrentMax();
    this.crowd = new Crowd(Math.max(1, max / PARTS));
    this.means = DeliveryRun.Means.of(services, receivers, crowd, () -> draining);
  }

  /** There may be something due. */
  void look() {
    again = true;
    lookOn();
  }

  /** Claims nothing more; completes when nothing is under way. */
  Future<Void> drain() {
    draining = true;
    completeIfDrained();
    return drained.future();
  }

  private void lookOn() {
    int free = max - underWay;
    if (!again || looking || draining || free < 1) {
      return;
    }
    again = false;
    looking = true;
    var now = services.clock().instant();
    store
        .claim(now, now.plus(means.lease()), free)
        .onComplete(done -> {
          looking = false;
          storeFailed(done.failed() ? done.cause().toString() : "");
          if (done.succeeded()) {
            begin(done.result());
            again |= done.result().size() == free;
          }
          lookOn();
          completeIfDrained();
        });
  }

  private void begin(List<Claim> claims) {
    for (var claim : claims) {
      underWay++;
      new DeliveryRun(means, claim)
          .run()
          .onComplete(_ -> {
            underWay--;
            again |= crowd.isAwaited(services.clock().instant());
            lookOn();
            completeIfDrained();
          });
    }
  }

  private void completeIfDrained() {
    if (draining && !looking && underWay == 0) {
      drained.tryComplete();
    }
  }

  /** Says so once, when it begins and when it ends. */
  private void storeFailed(String cause) {
    if (storeFails == cause.isEmpty()) {
      storeFails = !cause.isEmpty();
      if (storeFails) {
        LOG.warn("webhooks cannot be told, the store fails: {}", cause);
      } else {
        LOG.info("webhooks can be told again");
      }
    }
  }
}
