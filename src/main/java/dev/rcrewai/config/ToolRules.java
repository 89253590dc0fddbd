package dev.rcrewai.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the settings of tools may be. */
final class ToolRules {
  private static final Pattern PORT = Pattern.compile("[1-9]\\d{0,4}");
  private static final int PORT_MAX = 65_535;

  /** The addresses of everyday mail, and none that needs quotes. */
  private static final String DOMAIN = "[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*";

  private static final Pattern ADDRESS =
      Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@" + DOMAIN);
  private static final Pattern RECEIVERS = Pattern.compile("[A-Za-z0-9._+-]{0,64}@" + DOMAIN);

  private ToolRules() {}

  /** Some of these words, separated by commas; {@code none} is none of them. */
  static Rule<List<String>> someOf(String... words) {
    var known = List.of(words);
    return new Rule<>(
        "none, or some of " + String.join(", ", known) + ", separated by commas",
        text ->
            text.equalsIgnoreCase("none") ? Optional.of(List.of()) : list(text, known::contains));
  }

  /** Ports, separated by commas. */
  static Rule<List<Integer>> ports() {
    return new Rule<>(
        "ports from 1 to 65535, separated by commas",
        text ->
            list(text, one -> PORT.matcher(one).matches())
                .map(all -> all.stream().map(Integer::valueOf).toList())
                .filter(all -> all.stream().allMatch(port -> port <= PORT_MAX)));
  }

  /** What {@link NamedSecrets} reads. */
  static Rule<Secret> namedSecrets() {
    return new Rule<>(
        "name: value, as YAML or JSON",
        text -> NamedSecrets.parse(text).map(_ -> new Secret(text)));
  }

  /** What {@link CrewSecrets} holds. */
  static Rule<CrewSecrets> crewSecrets() {
    return new Rule<>(
        "name=https://host, or with its port, several separated by commas", CrewSecrets::parse);
  }

  static Rule<String> mailAddress() {
    return new Rule<>(
        "one mail address", text -> Optional.of(text).filter(ADDRESS.asMatchPredicate()));
  }

  /** Addresses and whole domains, separated by commas. */
  static Rule<List<String>> mailReceivers() {
    return new Rule<>(
        "addresses and domains as @example.org, separated by commas",
        text -> list(text, RECEIVERS.asMatchPredicate()));
  }

  private static Optional<List<String>> list(String text, Predicate<String> rule) {
    var all = Stream.of(text.split(",", -1)).map(String::strip).distinct().toList();
    return Optional.of(all).filter(one -> one.stream().allMatch(rule));
  }
}
