package dev.rcrewai.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.client.CallOptions;
import dev.rcrewai.execution.Await;
import dev.rcrewai.secret.SelfSigned;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event bus connections with certificates at both ends. */
class BusTlsTest {
  @TempDir Path dir;

  @Test
  void member_withACertificateOfTheCa_isAnswered() throws Exception {
    var cert = SelfSigned.in(dir);
    try (var cluster = new ClusterFixture(dir, settings(cert), bus -> secured(bus, cert))) {
      cluster.serve();
      assertThat(Await.await(cluster.client("ann").crews()).status()).isEqualTo(200);
    }
  }

  @Test
  void member_withAnotherCertificate_isNotAnswered() throws Exception {
    var cert = SelfSigned.in(dir);
    var other = SelfSigned.in(Files.createDirectory(dir.resolve("other")));
    try (var cluster =
        new ClusterFixture(dir, settings(cert), bus -> secured(bus, other).setTrustAll(true))) {
      cluster.serve();
      var call =
          cluster
              .client("ann")
              .call(
                  "rcrewai.crews.list",
                  Map.of(),
                  Buffer.buffer(),
                  CallOptions.DEFAULT.timeout(Duration.ofSeconds(3)));
      assertThatThrownBy(() -> Await.await(call)).isNotNull().isNotInstanceOf(AssertionError.class);
      assertThat(call.cause()).isInstanceOfAny(ReplyException.class, IOException.class);
    }
  }

  private static EventBusOptions secured(EventBusOptions bus, SelfSigned cert) {
    return bus.setSsl(true)
        .setClientAuth(ClientAuth.REQUIRED)
        .setTrustOptions(new PemTrustOptions().addCertPath(cert.pem().toString()))
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .setCertPath(cert.pem().toString())
                .setKeyPath(key(cert).toString()));
  }

  private static Map<String, String> settings(SelfSigned cert) {
    return Map.of(
        "CLUSTER_TLS_CERT", cert.pem().toString(),
        "CLUSTER_TLS_KEY", key(cert).toString(),
        "CLUSTER_TLS_CA", cert.pem().toString());
  }

  /** The private key, as PEM. */
  private static Path key(SelfSigned cert) {
    try {
      var password = "password".toCharArray();
      var key = KeyStore.getInstance(cert.store().toFile(), password).getKey("a", password);
      var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
      var pem = "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n";
      return Files.writeString(cert.store().resolveSibling("key.pem"), pem);
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
