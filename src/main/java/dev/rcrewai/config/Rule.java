package dev.rcrewai.config;

import dev.rcrewai.net.AllowList;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the text of a setting may be.
 *
 * @param expected the rule in words, to follow "expected"
 * @param reader the value, or empty where the text breaks the rule
 */
record Rule<T>(String expected, Function<String, Optional<T>> reader) {
  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,10}");
  private static final Pattern COUNT = Pattern.compile("\\d{1,18}");
  private static final Pattern DECIMAL = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:_-]{1,253}");
  private static final Pattern PLACE = Pattern.compile("[A-Za-z0-9._-]{1,253}(:\\d{1,5})?");
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern MODEL = Pattern.compile("[\\x21-\\x7e]{1,128}");
  private static final Pattern PLACED = Pattern.compile("[a-z]+/[\\x21-\\x7e]{1,128}");
  private static final Pattern AZURE_VERSION =
      Pattern.compile("v1|\\d{4}-\\d{2}-\\d{2}(-preview)?");
  private static final Pattern VAULT_NAME = Pattern.compile("[A-Za-z0-9._/-]{1,256}");
  private static final Pattern VAULT_PATH =
      Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*/data(/[A-Za-z0-9._-]+)+");
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]+");

  Optional<T> read(String text) {
    return reader.apply(text);
  }

  static Rule<Integer> wholeNumber(int min, int max) {
    return new Rule<>(
        "a whole number from %d to %d".formatted(min, max),
        text ->
            matching(WHOLE, text)
                .map(Long::parseLong)
                .filter(value -> value >= min && value <= max)
                .map(Math::toIntExact));
  }

  /** A whole number of at least 1. */
  static Rule<Long> count(long max) {
    return new Rule<>(
        "a whole number from 1 to " + max,
        text ->
            matching(COUNT, text).map(Long::parseLong).filter(value -> value >= 1 && value <= max));
  }

  /** US dollars, to the nano-dollar. */
  static Rule<BigDecimal> dollars(String max) {
    return new Rule<>(
        "US dollars, more than 0 and at most " + max,
        decimal("0.000000001", max, Function.identity()));
  }

  static Rule<Double> number(String min, String max) {
    return new Rule<>(
        "a number from " + min + " to " + max, decimal(min, max, d -> d.doubleValue()));
  }

  static Rule<OptionalDouble> noneOrNumber(String min, String max) {
    var number = number(min, max);
    return new Rule<>(
        "none, or " + number.expected(),
        text ->
            text.equalsIgnoreCase("none")
                ? Optional.of(OptionalDouble.empty())
                : number.read(text).map(OptionalDouble::of));
  }

  /** Seconds, kept to the millisecond. */
  static Rule<Duration> seconds(String min, String max) {
    return new Rule<>(
        "seconds, a number from " + min + " to " + max,
        decimal(min, max, d -> Duration.ofMillis(d.movePointRight(3).longValue())));
  }

  /** Whole milliseconds, as OpenTelemetry's variables have them. */
  static Rule<Duration> milliseconds(int min, int max) {
    return wholeNumber(min, max)
        .named("milliseconds, a whole number from %d to %d".formatted(min, max))
        .map(Duration::ofMillis);
  }

  static Rule<Boolean> flag() {
    return oneOf("true", "false").map(Boolean::parseBoolean);
  }

  /** One of these words, in any case. */
  static Rule<String> oneOf(String... words) {
    var known = List.of(words);
    return new Rule<>(
        known.size() == 1 ? known.getFirst() : "one of " + String.join(", ", known),
        text -> known.stream().filter(word -> word.equalsIgnoreCase(text)).findFirst());
  }

  static Rule<String> host() {
    return new Rule<>("a host name or an address", text -> matching(HOST, text));
  }

  /** Hosts, each with its port or without, separated by commas. */
  static Rule<List<String>> hosts() {
    return new Rule<>(
        "HOST or HOST:PORT, several separated by commas",
        text ->
            Optional.of(List.of(text.split("\\s*,\\s*", -1)))
                .filter(all -> all.stream().allMatch(one -> PLACE.matcher(one).matches())));
  }

  static Rule<String> label() {
    return new Rule<>(
        "1 to 64 letters, digits, dots, dashes or underscores", text -> matching(LABEL, text));
  }

  static Rule<String> modelName() {
    return new Rule<>("a model's name", text -> matching(MODEL, text));
  }

  /** Models with their providers, separated by commas. */
  static Rule<List<String>> models() {
    return new Rule<>(
        "PROVIDER/MODEL, several separated by commas",
        text ->
            Optional.of(List.of(text.split("\\s*,\\s*", -1)))
                .filter(names -> names.stream().allMatch(name -> PLACED.matcher(name).matches())));
  }

  static Rule<String> text() {
    return new Rule<>("some text", Optional::of);
  }

  static Rule<Path> path() {
    return new Rule<>("a path", Rule::pathOf);
  }

  /** An absolute URL; a user is refused because it would be a secret in plain sight. */
  static Rule<URI> url() {
    return new Rule<>(
        "an http or https URL with a host and no user, query or fragment", Rule::urlOf);
  }

  /** A URL that paths are added to: a slash at its end is dropped. */
  static Rule<URI> baseUrl() {
    return url().map(url -> URI.create(url.toString().replaceFirst("/+$", "")));
  }

  /** A resource of Azure; the paths that belong to an API version are ours to add. */
  static Rule<URI> azureEndpoint() {
    return baseUrl().map(url -> URI.create(url.toString().replaceFirst("/openai(/v1)?$", "")));
  }

  /** {@code v1}, or the date of a version, which may be a preview. */
  static Rule<String> azureVersion() {
    return new Rule<>("v1 or a date, as 2024-10-21", text -> matching(AZURE_VERSION, text));
  }

  /** A URL, or a host and perhaps a port, as Ollama's own {@code OLLAMA_HOST} has it. */
  static Rule<URI> ollamaHost() {
    return new Rule<>(
        "an http or https URL, or a host with its port",
        text -> baseUrl().read(text.contains("://") ? text : ollamaUrl(text)));
  }

  private static String ollamaUrl(String host) {
    return "http://" + host + (host.matches(".*:\\d+/?") ? "" : ":11434");
  }

  /** URLs of servers, separated by commas, with secrets in them; the words never mention them. */
  static Rule<Secret> serverUrls(String... schemes) {
    var known = List.of(schemes);
    return new Rule<>(
        "a URL that begins with " + String.join(":// or ", known) + ":// and has a host",
        text ->
            Optional.of(text)
                .filter(list -> List.of(list.split(",", -1)).stream().allMatch(isServer(known)))
                .map(Secret::new));
  }

  /** Fit for a header; the words never mention the value. */
  static Rule<Secret> apiKey() {
    return new Rule<>(
        "a key of visible ASCII characters", text -> matching(KEY, text).map(Secret::new));
  }

  /** A name that becomes part of a path or a header of Vault's. */
  static Rule<String> vaultName() {
    return new Rule<>(
        "letters, digits, dots, dashes, underscores and slashes",
        text -> matching(VAULT_NAME, text));
  }

  /** Paths of secrets of version 2, separated by commas. */
  static Rule<List<String>> vaultPaths() {
    return new Rule<>(
        "paths with /data/ in them, as secret/data/database, separated by commas",
        text -> {
          var paths = Stream.of(text.split(",", -1)).map(String::strip).toList();
          boolean fit = paths.stream().allMatch(path -> VAULT_PATH.matcher(path).matches());
          return fit ? Optional.of(paths) : Optional.empty();
        });
  }

  static Rule<Secret> secret(int bytesMin) {
    return new Rule<>(
        "at least " + bytesMin + " bytes",
        text -> Optional.of(text).filter(atLeast(bytesMin)).map(Secret::new));
  }

  /** What {@link KeptKeys} reads. */
  static Rule<Secret> keptKeys(String owner) {
    return new Rule<>(
        owner + ": {name: key}, as YAML or JSON",
        text -> KeptKeys.parse(text).map(_ -> new Secret(text)));
  }

  /** Secrets that sign webhooks, separated by spaces; nothing is none. */
  static Rule<Secret> webhookSecrets() {
    return new Rule<>(
        "whsec_ and 24 to 64 bytes in base64, several separated by spaces",
        text -> WebhookSecrets.secrets(text).map(_ -> new Secret(text)));
  }

  /** The same by caller. */
  static Rule<Secret> webhookSecretsByCaller() {
    return new Rule<>(
        "caller: secret or caller: [secret, secret], as YAML or JSON; each whsec_ and 24 to 64"
            + " bytes in base64",
        text -> WebhookSecrets.callers(text).map(_ -> new Secret(text)));
  }

  /** Hosts, addresses and blocks of addresses, separated by commas. */
  static Rule<AllowList> allowList() {
    return new Rule<>(
        "host names, addresses and blocks as 10.0.0.0/8, separated by commas", AllowList::parse);
  }

  /** What {@link Pairs} reads. */
  static Rule<Map<String, String>> pairs() {
    return new Rule<>(
        "name=value, several separated by commas, values percent-encoded", Pairs::read);
  }

  /** The same, of which nothing is shown. */
  static Rule<Secret> secretPairs() {
    return new Rule<>(
        pairs().expected(), text -> Pairs.read(text).map(_ -> new Secret(text.strip())));
  }

  /** Nothing, or such a secret. */
  static Rule<Secret> secretOrNone(int bytesMin) {
    return new Rule<>(
        "at least " + bytesMin + " bytes, or nothing",
        text ->
            Optional.of(text)
                .filter(given -> given.isEmpty() || atLeast(bytesMin).test(given))
                .map(Secret::new));
  }

  /** A public key in PEM. */
  static Rule<Secret> publicKey() {
    return new Rule<>(
        "a PEM document that begins with -----BEGIN PUBLIC KEY-----",
        text ->
            Optional.of(text)
                .filter(pem -> pem.strip().startsWith("-----BEGIN PUBLIC KEY-----"))
                .map(Secret::new));
  }

  /** The same rule in other words. */
  Rule<T> named(String words) {
    return new Rule<>(words, reader);
  }

  <U> Rule<U> map(Function<T, U> mapped) {
    return new Rule<>(expected, text -> read(text).map(mapped));
  }

  private static <N> Function<String, Optional<N>> decimal(
      String min, String max, Function<BigDecimal, N> value) {
    return text ->
        matching(DECIMAL, text)
            .map(BigDecimal::new)
            .filter(d -> d.compareTo(new BigDecimal(min)) >= 0)
            .filter(d -> d.compareTo(new BigDecimal(max)) <= 0)
            .map(value);
  }

  private static Predicate<String> atLeast(int bytes) {
    return text -> text.getBytes(StandardCharsets.UTF_8).length >= bytes;
  }

  private static Predicate<String> isServer(List<String> schemes) {
    return text -> {
      try {
        var url = new URI(text.strip());
        return url.getScheme() != null
            && schemes.contains(url.getScheme().toLowerCase(Locale.ROOT))
            && url.getHost() != null;
      } catch (URISyntaxException e) {
        return false;
      }
    };
  }

  private static Optional<String> matching(Pattern pattern, String text) {
    return Optional.of(text).filter(t -> pattern.matcher(t).matches());
  }

  private static Optional<Path> pathOf(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<URI> urlOf(String text) {
    try {
      var url = new URI(text);
      var scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
      boolean usable =
          (scheme.equals("http") || scheme.equals("https"))
              && url.getHost() != null
              && url.getRawUserInfo() == null
              && url.getRawQuery() == null
              && url.getRawFragment() == null;
      return usable ? Optional.of(url) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
