package dev.rcrewai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/event-bus.md says of addresses and code is so. */
class EventBusPageTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void everyAddress_isOnThePage() throws IOException {
    assertThat(page()).contains(Addresses.OPERATIONS.keySet());
  }

  @Test
  void everyExample_isCodeThatTestsRun() throws IOException {
    var source = Path.of("src/test/java/dev/rcrewai/gateway/BusExample.java");
    var code = squeezed(Files.readString(source));
    var examples = JAVA.matcher(page()).results().map(found -> squeezed(found.group(1))).toList();

    assertThat(examples).hasSize(4).allSatisfy(example -> assertThat(code).contains(example));
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("docs/event-bus.md"));
  }

  private static String squeezed(String code) {
    return code.replaceAll("\\s+", " ").strip();
  }
}
