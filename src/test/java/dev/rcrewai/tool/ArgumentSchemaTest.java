package dev.rcrewai.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.ToolSpec;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What models send as arguments. */
final class ArgumentSchemaTest {
  private final ArgumentSchema schema =
      new ArgumentSchema(
          new ToolSpec(
              "probe",
              "Takes one of everything.",
              ParameterSchema.parse(
                  """
                  {
                    "type": "object",
                    "properties": {
                      "path": {"type": "string", "minLength": 1, "maxLength": 10},
                      "lines": {"type": "integer", "minimum": 1, "maximum": 25},
                      "ratio": {"type": "number"},
                      "loud": {"type": "boolean"},
                      "mode": {"type": "string", "enum": ["fast", "slow"]},
                      "tags": {"type": "array", "items": {"type": "string"}}
                    },
                    "required": ["path"],
                    "additionalProperties": false
                  }
                  """),
              false));

  @Test
  void check_everythingFits_givesTypedValues() {
    var arguments =
        valid(
            """
            {"path": "a.csv", "lines": 5, "ratio": 0.5, "loud": true, "tags": ["x"]}
            """);

    assertThat(arguments.values()).containsEntry("ratio", 0.5).containsEntry("loud", true);
    assertThat(arguments.text("path")).isEqualTo("a.csv");
    assertThat(arguments.integer("lines", 9)).isEqualTo(5);
    assertThat(arguments.text("mode", "fast")).isEqualTo("fast");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "lines | \"5\"    | 5",
        "lines | 5.0      | 5",
        "lines | \"25\"   | 25",
        "ratio | \"-0.5\" | -0.5",
        "ratio | \"12\"   | 12",
        "loud  | \"true\" | true",
        "loud  | \"false\"| false",
      })
  void check_meaningCannotBeMistaken_isRepaired(String name, String sent, String expected) {
    var arguments = valid("{\"path\": \"a\", \"%s\": %s}".formatted(name, sent));

    assertThat(arguments.values().get(name)).hasToString(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "lines | \"007\"  | 'lines' is string; expected integer",
        "lines | \"5 \"   | 'lines' is string; expected integer",
        "lines | \"0x5\"  | 'lines' is string; expected integer",
        "lines | 5.5      | 'lines' is number; expected integer",
        "lines | 1e300    | 'lines'",
        "lines | 0        | 'lines' must have a minimum value of 1",
        "lines | \"26\"   | 'lines' must have a maximum value of 25",
        "lines | true     | 'lines' is boolean; expected integer",
        "ratio | \"half\" | 'ratio' is string; expected number",
        "ratio | \"1e3\"  | 'ratio' is string; expected number",
        "loud  | \"yes\"  | 'loud' is string; expected boolean",
        "loud  | 1        | 'loud' is number; expected boolean",
        "path  | null     | 'path' is null; expected string",
        "path  | \"\"     | 'path' must be at least 1 characters long",
        "mode  | \"loud\" | 'mode' must be one of fast, slow",
        "tags  | [1]      | 'tags/0' is number; expected string",
        "where | 1        | 'where' is no argument of this tool; it takes path, lines",
      })
  void check_doesNotFit_saysWhichAndWhatWasExpected(String name, String sent, String why) {
    String path = name.equals("path") ? "" : "\"path\": \"a\", ";

    assertThat(invalid("{%s\"%s\": %s}".formatted(path, name, sent))).contains(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "\"text\"",
        "null",
        "{} {}",
        "{\"path\": \"a\", \"path\": \"b\"}",
        "path=a",
        "{'path': 'a'}",
        "{\"path\": NaN}"
      })
  void check_noJsonObject_isRefused(String text) {
    assertThat(invalid(text)).containsAnyOf("not valid JSON", "not a JSON object");
  }

  @Test
  void check_nothingSent_meansNoArguments() {
    assertThat(invalid("")).isEqualTo("'path' is missing");
  }

  @Test
  void check_nullForOptional_isLeftOut() {
    assertThat(valid("{\"path\": \"a\", \"lines\": null}").values()).containsOnlyKeys("path");
  }

  @Test
  void check_deeplyNested_isRefusedAndNotFollowed() {
    assertThat(invalid("[".repeat(100_000))).contains("not valid JSON");
  }

  @Test
  void check_tooLong_isRefusedUnread() {
    assertThat(invalid("x".repeat(ArgumentSchema.CHARS_MAX + 1))).contains("longer than");
  }

  @Test
  void check_longNamesAndValues_areNotRepeatedInFull() {
    String why = invalid("{\"path\": \"a\", \"%s\": 1}".formatted("n\\n".repeat(5_000)));

    assertThat(why).hasSizeLessThan(250).doesNotContain("\n");
  }

  @Test
  void check_manyProblems_namesAFew() {
    var many = new StringBuilder("{\"path\": \"a\"");
    for (int i = 0; i < 100; i++) {
      many.append(", \"x").append(i).append("\": 1");
    }

    assertThat(invalid(many + "}").split(";", -1)).hasSizeLessThan(12);
  }

  @Test
  void check_machineSpeaksGerman_modelIsStillToldInEnglish() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(invalid("{\"path\": \"\"}")).contains("must be at least");
    } finally {
      Locale.setDefault(before);
    }
  }

  private ToolArguments valid(String json) {
    return switch (schema.check(json)) {
      case ArgumentSchema.Valid(var arguments) -> arguments;
      case ArgumentSchema.Invalid(var why) -> throw new AssertionError(why);
    };
  }

  private String invalid(String json) {
    return switch (schema.check(json)) {
      case ArgumentSchema.Valid(var arguments) -> throw new AssertionError(arguments.toString());
      case ArgumentSchema.Invalid(var why) -> why;
    };
  }
}
