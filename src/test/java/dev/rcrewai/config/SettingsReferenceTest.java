package dev.rcrewai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keeps {@code conf/server.yaml} and {@code docs/configuration.md} like the table. After a change
 * of the table, write both with {@code mvn test -Dtest=SettingsReferenceTest
 * -Dsettings.write=true}.
 */
class SettingsReferenceTest {
  private static final Path YAML = Path.of("conf/server.yaml");
  private static final Path DOCS = Path.of("docs/configuration.md");
  private static final Pattern TABLES =
      Pattern.compile("(?<=<!-- settings -->\n).*(?=<!-- /settings -->)", Pattern.DOTALL);
  private static final Pattern COMMENTED_KEY = Pattern.compile("(?m)^  # (?=[a-z_]+:)");

  @TempDir Path dir;

  @Test
  void serverYaml_isTheTable() throws IOException {
    assertSame(YAML, SettingsReference.yaml());
  }

  @Test
  void configurationMd_hasTheTable() throws IOException {
    var text = Files.readString(DOCS);
    var tables = Matcher.quoteReplacement(SettingsReference.tables() + "\n");
    assertSame(DOCS, TABLES.matcher(text).replaceFirst(tables));
  }

  @Test
  void serverYaml_asItIs_givesTheDefaults() throws IOException {
    assertGivesTheDefaults(Files.readString(YAML));
  }

  @Test
  void serverYaml_everyKeyUncommented_givesTheDefaults() throws IOException {
    assertGivesTheDefaults(COMMENTED_KEY.matcher(Files.readString(YAML)).replaceAll("  "));
  }

  @Test
  void table_hasEachNameOnceAndADefaultThatFitsItsRule() {
    var names = new HashSet<String>();
    for (var section : Section.all()) {
      for (var key : section.keys()) {
        key.names().forEach(name -> assertThat(names.add(name)).as(name).isTrue());
        assertThat(names.add(key.yaml())).as(key.yaml()).isTrue();
        assertThat(key.fallback() == null || key.rule().read(key.fallback()).isPresent())
            .as(key.name())
            .isTrue();
      }
    }
  }

  private void assertGivesTheDefaults(String yaml) {
    var loading = new Loading(dir);
    var given = loading.yaml(yaml).load();
    var defaults = loading.yaml("").load();
    assertThat(given)
        .usingRecursiveComparison()
        .ignoringFields("auth.secret", "secrets.given")
        .isEqualTo(defaults);
  }

  private static void assertSame(Path file, String expected) throws IOException {
    if (Boolean.getBoolean("settings.write")) {
      Files.writeString(file, expected);
    }
    assertThat(file).as("rewrite it with -Dsettings.write=true").content().isEqualTo(expected);
  }
}
