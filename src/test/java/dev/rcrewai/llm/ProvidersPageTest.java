package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

  private static final Map<String, Class<? extends WireFormatContract>> PROVIDERS =
      new LinkedHashMap<>();

  static {
    PROVIDERS.put("OpenAI", OpenAiContractTest.class);
    PROVIDERS.put("Anthropic", AnthropicContractTest.class);
    PROVIDERS.put("Google", GoogleContractTest.class);
    PROVIDERS.put("Azure", AzureContractTest.class);
    PROVIDERS.put("Ollama", OllamaContractTest.class);
  }

  @Test
  void thePage_showsWhatTheContractExercises() throws IOException {
    var page = Files.readString(PAGE);
    var expected = TABLE.matcher(page).replaceFirst(Matcher.quoteReplacement(table()));
    if (Boolean.getBoolean("settings.write")) {
      Files.writeString(PAGE, expected);
    }
    assertThat(PAGE).as("rewrite it with -Dsettings.write=true").content().isEqualTo(expected);
    assertThat(expected).contains("parallel tool calls").contains(table());
  }

  private static String table() {
    var head = "| | " + String.join(" | ", PROVIDERS.keySet()) + " |\n|---|";
    return head + "---|".repeat(PROVIDERS.size()) + "\n" + rows();
  }

  private static String rows() {
    return chain(WireFormatContract.class)
        .flatMap(part -> Arrays.stream(part.getDeclaredMethods()))
        .filter(method -> method.isAnnotationPresent(Shows.class))
        .sorted((a, b) -> shown(a).compareTo(shown(b)))
        .map(ProvidersPageTest::row)
        .collect(Collectors.joining());
  }

  private static String row(Method test) {
    return PROVIDERS.values().stream()
        .map(provider -> runs(provider, test) ? "yes" : "–")
        .collect(Collectors.joining(" | ", "| " + shown(test) + " | ", " |\n"));
  }

  private static String shown(Method test) {
    return test.getAnnotation(Shows.class).value();
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
