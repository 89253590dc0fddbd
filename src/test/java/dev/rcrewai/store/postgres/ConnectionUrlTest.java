package dev.rcrewai.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.pgclient.SslMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionUrlTest {

  @Test
  void read_fullUrl_hasAllItsParts() {
    var options =
        ConnectionUrl.read(
            "postgres://ann:p%40ss+%3A%2F@db.example:6432/crews"
                + "?application_name=x&search_path=mine&sslmode=disable");

    assertThat(options.getHost()).isEqualTo("db.example");
    assertThat(options.getPort()).isEqualTo(6432);
    assertThat(options.getUser()).isEqualTo("ann");
    assertThat(options.getPassword()).isEqualTo("p@ss+:/");
    assertThat(options.getDatabase()).isEqualTo("crews");
    assertThat(options.getSslMode()).isEqualTo(SslMode.DISABLE);
    assertThat(options.getProperties())
        .containsEntry("application_name", "x")
        .containsEntry("search_path", "mine");
  }

  @Test
  void read_shortUrl_hasDefaults() {
    var options = ConnectionUrl.read("postgresql://ann@[::1]");

    assertThat(options.getHost()).isEqualTo("::1");
    assertThat(options.getPort()).isEqualTo(5432);
    assertThat(options.getPassword()).isEmpty();
    assertThat(options.getDatabase()).isEqualTo("ann");
    assertThat(options.getSslMode()).isEqualTo(SslMode.PREFER);
    assertThat(options.getProperties()).containsEntry("application_name", "rcrewai");
  }

  @ParameterizedTest
  @CsvSource({
    "disable, DISABLE",
    "prefer, PREFER",
    "require, REQUIRE",
    "require&sslrootcert=ca.pem, VERIFY_CA",
    "verify-ca&sslrootcert=ca.pem, VERIFY_CA",
    "verify-full&sslrootcert=system, VERIFY_FULL",
    "verify-full, VERIFY_FULL"
  })
  void read_sslmode_isThatOfLibpq(String words, SslMode mode) {
    var options = ConnectionUrl.read("postgresql://ann@db/crews?sslmode=" + words);

    assertThat(options.getSslMode()).isEqualTo(mode);
    assertThat(options.getSslOptions().isTrustAll())
        .isEqualTo(mode.compareTo(SslMode.VERIFY_CA) < 0);
    assertThat("HTTPS".equals(options.getSslOptions().getHostnameVerificationAlgorithm()))
        .isEqualTo(mode == SslMode.VERIFY_FULL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://ann:the-password@",
        "postgresql://ann:the-password@db:x/crews",
        "postgresql://ann:the-pass word@db/crews",
        "postgresql://ann:the-password%@db/crews",
        "postgresql://:the-password@db/crews",
        "postgresql://ann:the-password@db/crews?sslmode=perhaps",
        "postgresql://ann:the-password@db/crews?sslkey=the-password",
        "postgresql://ann:the-password@db/crews?the"
      })
  void read_badUrl_saysWhatIsWrongWithoutThePassword(String url) {
    assertThatThrownBy(() -> ConnectionUrl.read(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("DATABASE_URL ")
        .hasNoCause()
        .message()
        .doesNotContain("the-pass");
  }

  @Test
  void read_unknownParameter_isNamedWithThoseThatAreKnown() {
    assertThatThrownBy(() -> ConnectionUrl.read("postgresql://ann@db/crews?sslcert=x"))
        .hasMessage(
            "DATABASE_URL has the parameter 'sslcert'; known are application_name, search_path,"
                + " sslmode, sslrootcert");
  }
}
