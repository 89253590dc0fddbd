package dev.rcrewai.tool;

import dev.rcrewai.config.NamedSecrets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text of an operator with {@code ${names}} of secrets, which are read when they are used. */
public record SecretText(String template) {
  private static final Pattern NAME = Pattern.compile("\\$\\{([A-Za-z0-9_.-]{1,100})\\}");

  /** The secrets that it names and that there are not. */
  public List<String> missing(NamedSecrets secrets) {
    return NAME.matcher(template)
        .results()
        .map(found -> found.group(1))
        .filter(name -> secrets.find(name).isEmpty())
        .toList();
  }

  /**
   * The text as it is now.
   *
   * @throws IllegalStateException where a secret has gone
   */
  public String with(NamedSecrets secrets) {
    return NAME.matcher(template)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                secrets
                    .find(found.group(1))
                    .orElseThrow(() -> new IllegalStateException("a secret is not there"))));
  }

  @Override
  public String toString() {
    return template;
  }
}
