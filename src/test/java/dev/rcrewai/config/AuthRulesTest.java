package dev.rcrewai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthRulesTest {
  private static final String PEM = "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n";

  @TempDir Path dir;
  private Loading loading;

  @BeforeEach
  void begin() {
    loading = new Loading(dir);
  }

  @Test
  void secret_set_isUsed() {
    var auth = loading.load().auth();
    assertThat(auth.algorithm()).isEqualTo("HS256");
    assertThat(secret(auth)).isEqualTo(Loading.SECRET);
    assertThat(auth.generated()).isFalse();
    assertThat(auth.expRequired()).isTrue();
    assertThat(auth.toString()).doesNotContain(Loading.SECRET);
  }

  @Test
  void secret_notSet_isMadeOnceKeptPrivatelyAndBindsToThisMachine() throws Exception {
    var settings = loading.without("JWT_SECRET").load();
    assertThat(settings.auth().generated()).isTrue();
    assertThat(secret(settings.auth())).matches("[A-Za-z0-9_-]{43}");
    assertThat(settings.http().host()).isEqualTo("127.0.0.1");
    assertThat(settings.management().host()).isEqualTo("127.0.0.1");
    assertThat(permissions(secretFile())).isEqualTo("rw-------");
    try (Stream<Path> kept = Files.list(loading.dataDir())) {
      assertThat(kept).containsExactly(secretFile());
    }
    assertThat(secret(loading.load().auth())).isEqualTo(secret(settings.auth()));
  }

  @Test
  void secret_madeByManyAtOnce_isTheSameForAll() throws Exception {
    loading.without("JWT_SECRET");
    Callable<String> start = () -> secret(loading.loader().auth());
    try (var threads = Executors.newFixedThreadPool(8)) {
      var secrets = threads.invokeAll(Stream.generate(() -> start).limit(8).toList());
      assertThat(secrets).extracting(made -> made.get()).doesNotContainNull().hasSize(8);
      assertThat(secrets.stream().map(made -> made.resultNow()).distinct()).hasSize(1);
    }
  }

  @Test
  void secret_notSetAndOpenHost_isRefusedAndMakesNone() {
    loading.without("JWT_SECRET").with("HOST", "0.0.0.0").with("MANAGEMENT_HOST", "10.0.0.1");
    assertThat(loading.problems())
        .containsExactly(
            "HOST is '0.0.0.0'; expected a loopback address, because JWT_SECRET is not set",
            "MANAGEMENT_HOST is '10.0.0.1'; expected a loopback address, because JWT_SECRET is"
                + " not set");
    assertThat(loading.dataDir()).doesNotExist();
  }

  @Test
  void secret_notSetAndLoopbackHost_isAccepted() {
    assertThat(loading.without("JWT_SECRET").with("HOST", "::1").load().http().host())
        .isEqualTo("::1");
  }

  @Test
  void secretFile_openToOthers_isRefused() throws Exception {
    loading.without("JWT_SECRET").load();
    Files.setPosixFilePermissions(secretFile(), PosixFilePermissions.fromString("rw-r-----"));
    assertThat(loading.problems())
        .containsExactly("data/jwt-secret is open to others (rw-r-----); expected mode 600");
  }

  @Test
  void secretFile_cutShort_isRefused() throws Exception {
    loading.without("JWT_SECRET").load();
    Files.writeString(secretFile(), "short");
    assertThat(loading.problems())
        .containsExactly(
            "data/jwt-secret is 5 bytes long; expected at least 32: remove it for a new one");
  }

  @Test
  void secretFile_dataDirIsAFile_isRefused() {
    loading.without("JWT_SECRET").file("data", "in the way");
    assertThat(loading.problems())
        .singleElement()
        .asString()
        .startsWith("data/jwt-secret is not usable (")
        .endsWith("; expected a writable DATA_DIR, or JWT_SECRET to be set");
  }

  @Test
  void secret_fromAFile_losesItsLastLineBreak() {
    var file = loading.file("secret", Loading.SECRET + "!\n");
    var auth = loading.without("JWT_SECRET").with("JWT_SECRET_FILE", file.toString()).load().auth();
    assertThat(secret(auth)).isEqualTo(Loading.SECRET + "!");
    assertThat(auth.generated()).isFalse();
  }

  @Test
  void secret_fromAFileNamedInYaml_isRead() {
    var file = loading.file("secret", Loading.SECRET);
    loading.without("JWT_SECRET").yaml("auth:\n  jwt_secret_file: " + file);
    assertThat(secret(loading.load().auth())).isEqualTo(Loading.SECRET);
  }

  @Test
  void secret_asValueAndAsFile_isRefused() {
    assertThat(loading.with("JWT_SECRET_FILE", "/x").problems())
        .containsExactly("JWT_SECRET_FILE is set beside JWT_SECRET; expected one of the two");
  }

  @Test
  void secret_fileMissing_isRefused() {
    assertThat(loading.without("JWT_SECRET").with("JWT_SECRET_FILE", "/no/such").problems())
        .contains("JWT_SECRET_FILE is '/no/such' (NoSuchFileException); expected a readable file");
  }

  @Test
  void secret_fileTooLarge_isRefused() {
    var file = loading.file("big", "x".repeat(65 * 1024));
    loading.without("JWT_SECRET").with("JWT_SECRET_FILE", file.toString());
    assertThat(loading.problems()).anyMatch(text -> text.endsWith("expected a readable file"));
  }

  @Test
  void secret_shortInAFile_isRefusedUnderTheFilesName() {
    var file = loading.file("secret", "canary");
    assertThat(loading.without("JWT_SECRET").with("JWT_SECRET_FILE", file.toString()).problems())
        .containsExactly("JWT_SECRET_FILE is a text of 6 bytes; expected at least 32 bytes");
  }

  @Test
  void publicKey_withRs256_isUsedWithoutASecret() {
    var file = loading.file("key.pem", PEM);
    var settings =
        loading
            .without("JWT_SECRET")
            .with("JWT_ALGORITHM", "rs256")
            .with("JWT_PUBLIC_KEY_FILE", file.toString())
            .with("JWT_ISSUER", "https://idp/")
            .with("JWT_AUDIENCE", "crews")
            .with("JWT_EXP_REQUIRED", "false")
            .load();
    var key = Objects.requireNonNull(settings.auth().publicKey());
    assertThat(key.get()).isEqualTo(PEM.strip());
    assertThat(settings.auth())
        .isEqualTo(
            new AuthSettings(
                "RS256", null, null, key, null, "https://idp/", "crews", false, false));
    assertThat(settings.http().host()).isEqualTo("0.0.0.0");
    assertThat(loading.dataDir()).doesNotExist();
  }

  @Test
  void jwksUrl_withEs256_isUsed() {
    loading.with("JWT_ALGORITHM", "ES256").with("JWT_JWKS_URL", "https://idp/keys");
    assertThat(loading.load().auth().jwksUrl()).hasToString("https://idp/keys");
  }

  @Test
  void publicKey_missingForRs256_isRefused() {
    assertThat(loading.with("JWT_ALGORITHM", "RS256").problems())
        .containsExactly(
            "JWT_PUBLIC_KEY is not set; expected either it or JWT_JWKS_URL with this"
                + " JWT_ALGORITHM");
  }

  @Test
  void publicKey_besideJwksUrl_isRefused() {
    loading
        .with("JWT_ALGORITHM", "RS256")
        .with("JWT_PUBLIC_KEY", PEM)
        .with("JWT_JWKS_URL", "https://idp/keys");
    assertThat(loading.problems())
        .singleElement()
        .asString()
        .endsWith("expected either it or JWT_JWKS_URL with this JWT_ALGORITHM");
  }

  @Test
  void publicKey_withHs256_isRefused() {
    assertThat(loading.with("JWT_PUBLIC_KEY", PEM).problems())
        .singleElement()
        .asString()
        .startsWith("JWT_PUBLIC_KEY is a text of")
        .endsWith("expected RS256 or ES256 as JWT_ALGORITHM beside it");
  }

  @Test
  void publicKey_thatIsAPrivateOne_isRefusedUnseen() {
    loading
        .with("JWT_ALGORITHM", "RS256")
        .with("JWT_PUBLIC_KEY", "-----BEGIN PRIVATE KEY-----\ncanary");
    assertThat(loading.problems())
        .singleElement()
        .asString()
        .startsWith("JWT_PUBLIC_KEY is a text of 34 bytes; expected a PEM document")
        .doesNotContain("canary");
  }

  @Test
  void auth_alone_asksForNothingElse() {
    loading.with("LLM_PROVIDER", "openai").with("PORT", "none");
    assertThat(secret(loading.loader().auth())).isEqualTo(Loading.SECRET);
  }

  private Path secretFile() {
    return loading.dataDir().resolve("jwt-secret");
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static String secret(AuthSettings auth) {
    return Objects.requireNonNull(auth.secret()).get();
  }
}
