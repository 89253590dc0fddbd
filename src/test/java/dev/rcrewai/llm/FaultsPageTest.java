package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.ChatCall.Delivery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Keeps the table of {@code docs/faults.md} like the faults that are tested. Write it with {@code
 * mvn test -Dtest=FaultsPageTest -Dsettings.write=true}.
 */
class FaultsPageTest {
  private static final Path PAGE = Path.of("docs/faults.md");
  private static final Pattern TABLE =
      Pattern.compile("(?<=<!-- faults -->\n).*(?=<!-- /faults -->)", Pattern.DOTALL);
  private static final String HEAD =
      """
      | Fault | Answer | Failure | Outcome | Calls | Takes | With a fallback | Calls |
      |---|---|---|---|---|---|---|---|
      """;

  @Test
  void thePage_showsEveryFaultAndItsEnd() throws IOException {
    var table =
        Arrays.stream(ProviderFault.values())
            .flatMap(FaultsPageTest::rows)
            .collect(Collectors.joining("", HEAD, ""));
    var page = Files.readString(PAGE);
    var expected = TABLE.matcher(page).replaceFirst(Matcher.quoteReplacement(table));
    if (Boolean.getBoolean("settings.write")) {
      Files.writeString(PAGE, expected);
    }
    assertThat(PAGE).as("rewrite it with -Dsettings.write=true").content().isEqualTo(expected);
    assertThat(expected).contains(table);
  }

  @Test
  void thePage_saysWhatToDoAboutEveryFailure() throws IOException {
    var page = Files.readString(PAGE);
    assertThat(ProviderFault.values())
        .flatExtracting(fault -> fault.cases().values())
        .extracting(tried -> "\n| `%s` |".formatted(tried.end().failure()))
        .allSatisfy(line -> assertThat(page).contains(line));
  }

  /** One row where both deliveries end alike. */
  private static Stream<String> rows(ProviderFault fault) {
    var cases = fault.cases();
    var ends = cases.values().stream().map(ProviderFault.Case::end).distinct().toList();
    return ends.size() == 1 && cases.size() == Delivery.values().length
        ? Stream.of(row(fault, "both", ends.getFirst()))
        : cases.entrySet().stream()
            .map(tried -> row(fault, word(tried.getKey()), tried.getValue().end()));
  }

  private static String row(ProviderFault fault, String delivery, FaultEnd end) {
    var failed = Outcome.PROVIDER_ERROR.word();
    return "| %s | %s | `%s` | `%s` | %d | %s | `%s` | %d + %d |\n"
        .formatted(
            fault.words(),
            delivery,
            end.failure(),
            failed,
            end.calls(),
            end.takesInWords(),
            end.passedOn() ? Outcome.COMPLETED.word() : failed,
            end.calls(),
            end.passedOn() ? 1 : 0);
  }

  private static String word(Delivery delivery) {
    return delivery.name().toLowerCase(Locale.ROOT);
  }
}
