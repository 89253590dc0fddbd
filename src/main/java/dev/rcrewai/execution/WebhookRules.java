package dev.rcrewai.execution;

import dev.rcrewai.config.WebhookSecrets;
import dev.rcrewai.config.WebhookSettings;
import dev.rcrewai.net.AllowList;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a webhook may be. Where its host leads is found out at each try, not here. Thread-safe.
 *
 * @param secrets of callers; one who has none cannot be told anything
 * @param allowed what may be called beside the public internet
 */
public record WebhookRules(WebhookSecrets secrets, AllowList allowed) {
  private static final int URL_CHARS_MAX = 2_048;
  private static final int PORT_MAX = 65_535;

  public static WebhookRules of(WebhookSettings settings) {
    return new WebhookRules(settings.secrets(), settings.allowed());
  }

  /** Why this caller may not have this webhook, or null. */
  @Nullable String problem(Webhook webhook, String caller) {
    for (var event : webhook.events()) {
      if (!Webhook.choosable().contains(event)) {
        return "webhook.events has '" + event + "', which is no event that can be chosen";
      }
    }
    var problem = problem(webhook.url());
    if (problem == null && secrets.of(caller).isEmpty()) {
      return "webhook cannot be signed: no secret is configured for you; the operator sets"
          + " WEBHOOK_SECRETS or WEBHOOK_SECRET";
    }
    return problem;
  }

  /** What is wrong with this URL, or null. */
  public @Nullable String problem(String url) {
    if (url.length() > URL_CHARS_MAX) {
      return "webhook.url has " + url.length() + " characters; at most " + URL_CHARS_MAX;
    }
    try {
      return problem(new URI(url));
    } catch (URISyntaxException e) {
      return "webhook.url is no URL";
    }
  }

  private @Nullable String problem(URI url) {
    var scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    var host = url.getHost();
    if (host == null || !(scheme.equals("https") || scheme.equals("http"))) {
      return "webhook.url is no https URL with a host";
    }
    if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
      return "webhook.url has a user or a fragment; it may have neither";
    }
    if (url.getPort() == 0 || url.getPort() > PORT_MAX) {
      return "webhook.url has port " + url.getPort() + ", which is none";
    }
    var name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    if (scheme.equals("http") && !allowed.contains(name)) {
      return "webhook.url is http; only https is called, unless the operator allows the host in"
          + " WEBHOOK_ALLOW";
    }
    if (literal(name).filter(address -> !allowed.allows(name, address)).isPresent()) {
      return "webhook.url leads to an address that is not public; the operator may allow it in"
          + " WEBHOOK_ALLOW";
    }
    return null;
  }

  private static Optional<InetAddress> literal(String host) {
    try {
      return Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
