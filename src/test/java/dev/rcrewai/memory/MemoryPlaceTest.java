package dev.rcrewai.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryPlaceTest {
  @Test
  void token_isThePlaceAgain() {
    var place =
        new MemoryPlace(
            Instant.parse("2026-11-23T12:00:00.123456789Z"), "0123456789abcdef01234567");

    assertThat(MemoryPlace.of(place.token())).contains(place);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "2026-11-23T12:00:00Z",
        "2026-11-23T12:00:00Z~",
        "2026-11-23T12:00:00Z~'; --",
        "2026-11-23~0123456789abcdef01234567",
        "2999-01-01T00:00:00Z~0123456789abcdef01234567",
        "+1000000000-12-31T23:59:59Z~0123456789abcdef01234567",
      })
  void otherTexts_areNone(String token) {
    assertThat(MemoryPlace.of(token)).isEmpty();
  }
}
