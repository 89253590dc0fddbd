package dev.rcrewai.store.redis;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code rediss://}: who the server is, is checked. */
class TlsTest extends RedisStoreFixture {
  private static final String PASSWORD = "changeit";
  private Path certificate;
  private RedisServer secure;

  @BeforeEach
  void startSecure() throws Exception {
    var keys = dir.resolve("keys.p12");
    makeKeys(keys);
    var store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
    certificate = pem("CERTIFICATE", store.getCertificate("redis").getEncoded());
    var key = pem("PRIVATE KEY", store.getKey("redis", PASSWORD.toCharArray()).getEncoded());
    secure = RedisServer.startSecure(Files.createDirectory(dir.resolve("tls")), certificate, key);
    closing(secure);
  }

  private static void makeKeys(Path file) throws Exception {
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                List.of(
                    keytool,
                    "-genkeypair",
                    "-alias",
                    "redis",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=redis",
                    "-ext",
                    "san=ip:127.0.0.1",
                    "-validity",
                    "2",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    PASSWORD,
                    "-keystore",
                    file.toString()))
            .inheritIO()
            .start();
    if (made.waitFor() != 0) {
      throw new IOException("keytool failed");
    }
  }

  private Path pem(String kind, byte[] content) throws IOException {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    var text = "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
    return Files.writeString(dir.resolve(kind.replace(' ', '-') + ".pem"), text);
  }

  private String url(String host) {
    return "rediss://" + host + ":" + secure.port();
  }

  @Test
  void open_withTheAuthorityNamed_works() {
    var url = url("127.0.0.1") + "?cacert=" + certificate;

    await(open(settings(url, Duration.ofSeconds(5), 0)).accept(draft().submission()));
  }

  @Test
  void open_ofAServerThatNobodyVouchesFor_isRefused() {
    var store = another(settings(url("127.0.0.1"), Duration.ofSeconds(5), 0));

    assertThatThrownBy(() -> await(store.open())).hasMessageContaining("cannot be used");
  }

  @Test
  void open_underAnotherName_isRefused() {
    var url = url("localhost") + "?cacert=" + certificate;
    var store = another(settings(url, Duration.ofSeconds(5), 0));

    assertThatThrownBy(() -> await(store.open())).hasMessageContaining("cannot be used");
  }
}
