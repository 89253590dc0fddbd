package dev.rcrewai.config;

import static dev.rcrewai.config.Rule.allowList;
import static dev.rcrewai.config.Rule.seconds;
import static dev.rcrewai.config.Rule.webhookSecrets;
import static dev.rcrewai.config.Rule.webhookSecretsByCaller;
import static dev.rcrewai.config.Rule.wholeNumber;

import dev.rcrewai.net.AllowList;
import java.time.Duration;

/** Webhooks. */
final class WebhookSection {
  static final Section WEBHOOKS = new Section("webhooks", "Webhooks");
  static final Key<Secret> SECRET =
      WEBHOOKS.secret(
          "WEBHOOK_SECRET",
          "secret",
          webhookSecrets(),
          "Signs what is sent for callers who have no secret of their own; several, separated by"
              + " spaces, while one takes the place of another");
  static final Key<Secret> SECRETS =
      WEBHOOKS.secret(
          "WEBHOOK_SECRETS",
          "secrets",
          webhookSecretsByCaller(),
          "Secrets of single callers, as caller: [whsec_new, whsec_old] in YAML or JSON; a caller"
              + " without any has no webhooks");
  static final Key<AllowList> ALLOWED =
      WEBHOOKS.optional(
          "WEBHOOK_ALLOW",
          "allow",
          allowList(),
          "Hosts, addresses and blocks that may be called though they are not public, also over"
              + " http; separated by commas");
  static final Key<Duration> TIMEOUT =
      WEBHOOKS.key(
          "WEBHOOK_TIMEOUT",
          "timeout",
          seconds("0.1", "120"),
          "15",
          "One try, from the name server to the receiver's status");
  static final Key<Integer> CONCURRENT_MAX =
      WEBHOOKS.key(
          "WEBHOOK_MAX_CONCURRENT",
          "max_concurrent",
          wholeNumber(1, 1_000),
          "64",
          "Tries of this node in flight at once; one receiver has an eighth of them");

  private WebhookSection() {}

  static WebhookSettings read(Values in) {
    var common = in.findOrAwait(SECRET).orElseGet(() -> new Secret(""));
    var byCaller = in.findOrAwait(SECRETS).orElseGet(() -> new Secret(""));
    return new WebhookSettings(
        new WebhookSecrets(common, byCaller),
        in.find(ALLOWED).orElse(AllowList.NONE),
        in.get(TIMEOUT),
        in.get(CONCURRENT_MAX));
  }
}
