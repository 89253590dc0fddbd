package dev.rcrewai.store.redis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What a URL of a Redis says. */
class RedisUrlTest {

  private static RedisUrl parse(String text) {
    return RedisUrl.parseAll(text).getFirst();
  }

  @Test
  void parse_ofEverything_readsEveryPart() {
    var url = parse("rediss://app:p%40ss+%25@redis.example:6380/4?cacert=/etc/ca.pem");

    assertThat(url.endpoint()).isEqualTo("rediss://redis.example:6380/4");
    assertThat(url.database()).isEqualTo(4);
    assertThat(url.user()).isEqualTo("app");
    assertThat(requireNonNull(url.password()).get()).isEqualTo("p@ss+%");
    assertThat(url.cacert()).isEqualTo("/etc/ca.pem");
    assertThat(url.toString()).doesNotContain("p@ss");
  }

  @Test
  void parse_ofAHostAlone_hasTheDefaults() {
    var url = parse("redis://redis");

    assertThat(url.address()).isEqualTo("redis:6379");
    assertThat(url.database()).isZero();
    assertThat(url.user()).isNull();
    assertThat(url.password()).isNull();
    assertThat(url.isSecure()).isFalse();
  }

  @Test
  void parse_ofAPasswordAlone_hasNoUser() {
    var url = parse("redis://:secret@redis");

    assertThat(url.user()).isNull();
    assertThat(requireNonNull(url.password()).get()).isEqualTo("secret");
    assertThat(url.anonymous().password()).isNull();
  }

  @Test
  void parse_ofAList_givesEach() {
    assertThat(RedisUrl.parseAll("redis://a:1, redis://b:2"))
        .extracting(RedisUrl::address)
        .containsExactly("a:1", "b:2");
  }

  @Test
  void parse_ofAnythingElse_saysWhatIsExpectedAndNoPassword() {
    for (var text :
        new String[] {"", "http://:pw7@h", "redis://:pw7@h:x y", "redis://:pw7@h/name"}) {
      assertThatThrownBy(() -> parse(text))
          .as(text)
          .hasMessageContaining("expected redis://user:password@host")
          .hasMessageNotContaining("pw7")
          .hasNoCause();
    }
  }

  @Test
  void at_anAddressOfVersion6_isALiteral() {
    assertThat(parse("redis://a").at("::1", 7).endpoint()).isEqualTo("redis://[::1]:7");
  }
}
