package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {
  @Test
  void names_severalMentions_eachOnceInOrder() {
    assertThat(Placeholders.names("{b} and {a-1}, {b} again, {_c}"))
        .containsExactly("b", "a-1", "_c");
  }

  @Test
  void names_bracesThatHoldNoName_areLiteral() {
    assertThat(Placeholders.names("{\"a\": 1} {1a} { a } {} {a b} {-a} {a.b} {ä}")).isEmpty();
  }

  @Test
  void names_doubledBraces_stillHoldAPlaceholder() {
    assertThat(Placeholders.names("{{topic}}")).containsExactly("topic");
  }

  @Test
  void fill_text_isPutInAsItIs() {
    assertThat(Placeholders.fill("Hi {who}: {what}", Map.of("who", "$1 \\ Ann", "what", "x")))
        .isEqualTo("Hi $1 \\ Ann: x");
  }

  @Test
  void fill_valueThatLooksLikeAPlaceholder_isNotFilledAgain() {
    assertThat(Placeholders.fill("{a}{b}", Map.of("a", "{b}", "b", "secret")))
        .isEqualTo("{b}secret");
  }

  @Test
  void fill_otherValues_becomeCompactJson() {
    var inputs = new LinkedHashMap<String, Object>();
    inputs.put("n", 3);
    inputs.put("yes", true);
    inputs.put("list", Arrays.asList("a", 1, null));
    inputs.put("map", Map.of("k", List.of(1.5)));
    inputs.put("none", null);
    assertThat(Placeholders.fill("{n} {yes} {list} {map} {none}", inputs))
        .isEqualTo("3 true [\"a\",1,null] {\"k\":[1.5]} null");
  }

  @Test
  void fill_bracesThatHoldNoName_stay() {
    assertThat(Placeholders.fill("Answer as {\"score\": 1} for {x}", Map.of("x", "y")))
        .isEqualTo("Answer as {\"score\": 1} for y");
  }

  @Test
  void fill_missingInput_isNamed() {
    assertThatThrownBy(() -> Placeholders.fill("{ticket}", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'ticket'");
  }

  @Test
  void fill_valueThatIsNoJson_isRefused() {
    assertThatThrownBy(() -> Placeholders.fill("{x}", Map.of("x", new Object())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'x' cannot be written as JSON");
  }
}
