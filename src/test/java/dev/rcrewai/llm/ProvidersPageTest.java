package dev.rcrewai.llm;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.llm.WireFixtures.Refusal;
import dev.rcrewai.step.ChatFailure;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Keeps the table of {@code docs/providers.md} like the contract. Write it with {@code mvn test
 * -Dtest=ProvidersPageTest -Dsettings.write=true}.
 */
class ProvidersPageTest {
  private static final Path PAGE = Path.of("docs/providers.md");
  private static final Pattern TABLE =
      Pattern.compile("(?<=<!-- contract -->\n).*(?=<!-- /contract -->)", Pattern.DOTALL);

  private final Map<String, WireFormatContract> providers = new LinkedHashMap<>();

  ProvidersPageTest() {
    providers.put("OpenAI", new OpenAiContractTest());
    providers.put("Anthropic", new AnthropicContractTest());
    providers.put("Google", new GoogleContractTest());
    providers.put("Azure", new AzureContractTest());
    providers.put("Ollama", new OllamaContractTest());
  }

  @Test
  void thePage_showsWhatTheContractExercises() throws IOException {
    var page = Files.readString(PAGE);
    var expected = TABLE.matcher(page).replaceFirst(Matcher.quoteReplacement(table()));
    if (Boolean.getBoolean("settings.write")) {
      Files.writeString(PAGE, expected);
    }
    assertThat(PAGE).as("rewrite it with -Dsettings.write=true").content().isEqualTo(expected);
    assertThat(expected).contains("| parallel tools |").contains(table());
  }

  @Test
  void theTable_hasARowOfEverySubject() {
    assertThat(shown().map(test -> test.getAnnotation(Shows.class).of()).distinct())
        .containsExactly(Shows.Subject.values());
  }

  private String table() {
    var head = "| | | " + String.join(" | ", providers.keySet()) + " |\n|---|---|";
    var rows = shown().map(this::row).collect(joining());
    var errors = Stream.of(ChatFailure.values()).map(this::errors).collect(joining());
    return head + "---|".repeat(providers.size()) + "\n" + rows + errors;
  }

  private static Stream<Method> shown() {
    return chain(WireFormatContract.class)
        .flatMap(part -> Arrays.stream(part.getDeclaredMethods()))
        .filter(method -> method.isAnnotationPresent(Shows.class))
        .sorted(
            Comparator.comparing((Method test) -> test.getAnnotation(Shows.class).of())
                .thenComparing(test -> test.getAnnotation(Shows.class).value()));
  }

  private String row(Method test) {
    var shows = test.getAnnotation(Shows.class);
    return row(
        words(shows.of()),
        shows.value(),
        provider -> runs(provider.getClass(), test) ? "yes" : "–");
  }

  /** The statuses that are exercised for a class of failure; nothing where no provider has any. */
  private String errors(ChatFailure failure) {
    boolean any =
        providers.values().stream()
            .flatMap(provider -> provider.refusals().stream())
            .anyMatch(refusal -> refusal.failure() == failure);
    return any
        ? row(
            words(Shows.Subject.ERRORS),
            "`" + failure.name().toLowerCase(Locale.ROOT) + "`, by status",
            provider -> statuses(provider.refusals(), failure))
        : "";
  }

  private static String statuses(List<Refusal> refusals, ChatFailure failure) {
    var statuses =
        refusals.stream()
            .filter(refusal -> refusal.failure() == failure)
            .map(Refusal::status)
            .distinct()
            .sorted()
            .map(String::valueOf)
            .collect(joining(", "));
    return statuses.isEmpty() ? "–" : statuses;
  }

  private String row(String subject, String what, Function<WireFormatContract, String> cell) {
    return providers.values().stream()
        .map(cell)
        .collect(joining(" | ", "| " + subject + " | " + what + " | ", " |\n"));
  }

  private static String words(Shows.Subject subject) {
    return subject.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** A provider to which a test does not apply overrides it, and it is no test there. */
  private static boolean runs(Class<?> provider, Method test) {
    return chain(provider)
        .takeWhile(part -> part != WireFormatContract.class)
        .flatMap(part -> Arrays.stream(part.getDeclaredMethods()))
        .noneMatch(own -> own.getName().equals(test.getName()));
  }

  private static Stream<? extends Class<?>> chain(Class<?> type) {
    return Stream.<Class<?>>iterate(type, part -> part != Object.class, Class::getSuperclass);
  }
}
