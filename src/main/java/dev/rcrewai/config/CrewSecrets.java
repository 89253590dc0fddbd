package dev.rcrewai.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which of the operator's secrets crews may name, and the one kind of place that each of them may
 * be sent to. Whoever writes a crew chooses the address of its servers: without this, any secret
 * would go wherever a crew's author likes. What is not listed is refused.
 */
public record CrewSecrets(Set<Grant> grants) {
  /** Crews may name no secret. */
  public static final CrewSecrets NONE = new CrewSecrets(Set.of());

  private static final Pattern GRANT = Pattern.compile("([A-Za-z0-9_.-]{1,100})\\s*=\\s*(\\S+)");

  /**
   * A secret may be sent to this origin.
   *
   * @param origin scheme, host and port
   */
  public record Grant(String secret, String origin) {}

  public CrewSecrets {
    grants = Set.copyOf(grants);
  }

  /** {@code name=https://host, name=https://host:8443}; empty where it is something else. */
  static Optional<CrewSecrets> parse(String text) {
    var grants = new HashSet<Grant>();
    for (var part : text.strip().split("\\s*,\\s*", -1)) {
      var grant = GRANT.matcher(part);
      if (!grant.matches()) {
        return Optional.empty();
      }
      try {
        var url = new URI(grant.group(2));
        var bare = url.getHost() == null ? "" : url.getScheme() + "://" + url.getRawAuthority();
        if (url.getRawUserInfo() != null || !grant.group(2).equals(bare)) {
          return Optional.empty();
        }
        grants.add(new Grant(grant.group(1), origin(url)));
      } catch (URISyntaxException e) {
        return Optional.empty();
      }
    }
    return Optional.of(new CrewSecrets(grants));
  }

  /** Whether a crew may have that secret sent to this address. */
  public boolean allows(String secret, URI url) {
    return url.getHost() != null && grants.contains(new Grant(secret, origin(url)));
  }

  private static String origin(URI url) {
    var scheme = url.getScheme().toLowerCase(Locale.ROOT);
    int usual = scheme.equals("https") ? 443 : 80;
    int port = url.getPort() < 0 ? usual : url.getPort();
    return scheme + "://" + url.getHost().toLowerCase(Locale.ROOT) + ":" + port;
  }
}
