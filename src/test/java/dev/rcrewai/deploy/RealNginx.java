package dev.rcrewai.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.Programs;
import dev.rcrewai.llm.Waiting;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A real nginx with docker/nginx.conf: only its ports, files and nodes are others here. */
final class RealNginx implements AutoCloseable {
  private static final Path FILE = Path.of("docker", "nginx.conf");
  private static final Duration START_MAX = Duration.ofSeconds(20);
  private static final Duration CONNECT_MAX = Duration.ofSeconds(30);

  private final Path dir;
  private final int alivePort = Programs.freePort();
  private final int httpsPort = Programs.freePort();
  private final String program = Programs.require("nginx");
  private final SSLContext tls;
  private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();
  private final Process process;

  /**
   * @param dir an empty directory
   * @param nodes the ports of three nodes
   */
  RealNginx(Path dir, List<Integer> nodes) throws Exception {
    this.dir = dir;
    run(
        List.of(
            Programs.require("openssl"),
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-keyout",
            dir.resolve("tls.key").toString(),
            "-out",
            dir.resolve("tls.crt").toString()));
    tls = trusting(dir.resolve("tls.crt"));
    Files.writeString(config(), configuration(nodes));
    process = new ProcessBuilder(command()).redirectErrorStream(true).redirectOutput(log()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    Waiting.until("nginx listens; see " + log(), START_MAX, this::listens);
  }

  private String configuration(List<Integer> nodes) throws IOException {
    var text = Files.readString(FILE);
    for (int i = 0; i < nodes.size(); i++) {
      text =
          with(
              text,
              "server rcrewai-" + (i + 1) + ":8080 ",
              "server 127.0.0.1:" + nodes.get(i) + " ");
    }
    text = with(text, "listen 127.0.0.1:8080;", "listen 127.0.0.1:" + alivePort + ";");
    text = with(text, "listen 8443 ", "listen 127.0.0.1:" + httpsPort + " ");
    text = with(text, " /tmp/", " " + dir + "/");
    text = with(text, " /etc/nginx/tls/", " " + dir + "/");
    return ("root".equals(System.getProperty("user.name")) ? "user root;\n" : "") + text;
  }

  private static String with(String text, String production, String here) {
    assertThat(text).contains(production);
    return text.replace(production, here);
  }

  private Path config() {
    return dir.resolve("nginx.conf");
  }

  private File log() {
    return dir.resolve("nginx.log").toFile();
  }

  private List<String> command(String... more) {
    var command = new ArrayList<>(List.of(program, "-c", config().toString()));
    command.addAll(more.length == 0 ? List.of("-g", "daemon off;") : List.of(more));
    return command;
  }

  /** What nginx itself says of the configuration. */
  String check() throws Exception {
    return run(command("-t"));
  }

  private static String run(List<String> command) throws Exception {
    var run = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(run.getInputStream().readAllBytes(), UTF_8);
    assertThat(run.waitFor()).as(said).isZero();
    return said;
  }

  private static SSLContext trusting(Path certificate)
      throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (var in = Files.newInputStream(certificate)) {
      var read = CertificateFactory.getInstance("X.509").generateCertificate(in);
      store.setCertificateEntry("nginx", read);
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private boolean listens() {
    assertThat(process.isAlive()).as("nginx runs; see %s", log()).isTrue();
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), httpsPort)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** What callers use. */
  URI https() {
    return URI.create("https://localhost:" + httpsPort);
  }

  /** Where its container's health check asks. */
  URI alive() {
    return URI.create("http://127.0.0.1:" + alivePort);
  }

  /** A caller at an address of its own, for limits count by address. */
  HttpClient client(String address, HttpClient.Version version) {
    return clients.computeIfAbsent(
        address,
        from ->
            HttpClient.newBuilder()
                .version(version)
                .connectTimeout(CONNECT_MAX)
                .sslContext(tls)
                .localAddress(InetAddress.ofLiteral(from))
                .build());
  }

  /** A connection on which a test writes what it likes. */
  SSLSocket socket(String address) throws IOException {
    var from = InetAddress.ofLiteral(address);
    return (SSLSocket) tls.getSocketFactory().createSocket("localhost", httpsPort, from, 0);
  }

  @Override
  public void close() {
    clients.values().forEach(HttpClient::shutdownNow);
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
