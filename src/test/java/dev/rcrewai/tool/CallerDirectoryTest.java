package dev.rcrewai.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CallerDirectoryTest {
  @ParameterizedTest
  @ValueSource(strings = {"alice", "user_123", "a.b@example.com", "svc-7"})
  void nameOf_harmless_standsForItself(String caller) {
    assertThat(CallerDirectory.nameOf(caller)).isEqualTo(caller);
  }

  @Test
  void nameOf_other_isTheHashThatAnOperatorCanCompute() {
    assertThat(CallerDirectory.nameOf("Alice"))
        .isEqualTo("~3bc51062973c458d5a6f2d8d64a023246354ad7e064b1e4e009ec8a0699a3043");
  }

  @Test
  void nameOf_hostileIds_areDistinctSingleSegments() {
    var ids =
        List.of(
            "",
            ".",
            "..",
            "../bob",
            "/etc",
            "a/b",
            "a\\b",
            "a\0b",
            "Bob",
            "BOB",
            "bob ",
            " bob",
            "bob\n",
            ".hidden",
            "~bob",
            "-rf",
            "con:",
            "ｂｏｂ",
            "bob\u0301",
            "x".repeat(101),
            "x".repeat(100_000),
            "%2e%2e",
            "~" + "0".repeat(64));
    var names = new HashSet<String>();

    for (String id : ids) {
      String name = CallerDirectory.nameOf(id);
      assertThat(name).matches("~[0-9a-f]{64}|[a-z0-9_][a-z0-9_.@+%-]*");
      assertThat(names.add(name.toLowerCase(Locale.ROOT))).as(id).isTrue();
    }
  }

  @Test
  void nameOf_halfASurrogatePair_isNoCaller() {
    assertThatThrownBy(() -> CallerDirectory.nameOf("bob\ud800"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
