package dev.rcrewai.tool.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.net.AddressGuard;
import dev.rcrewai.step.TraceContext;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Redirects to places where no tool may go: a canary listens there and must stay unheard. */
@Timeout(60)
final class PageLoaderGuardTest {
  private final Vertx vertx = Vertx.vertx();
  private CountingServer canary;
  private String location = "";
  private CountingServer chosen;

  @BeforeEach
  void servers() throws Exception {
    canary = CountingServer.start(vertx, request -> request.response().end("caught"));
    chosen =
        CountingServer.start(
            vertx,
            request -> request.response().setStatusCode(302).putHeader("Location", location).end());
  }

  @AfterEach
  void close() throws Exception {
    CountingServer.await(vertx.close());
  }

  /** PORT stands for the canary's port. */
  private static final List<String> REFUSED =
      List.of(
          "http://127.0.0.1:PORT/",
          "http://127.0.0.2:PORT/",
          "http://127.255.255.254:PORT/",
          "http://127.1:PORT/",
          "http://127.0.1:PORT/",
          "http://0:PORT/",
          "http://0.0.0.0:PORT/",
          "http://2130706433:PORT/",
          "http://017700000001:PORT/",
          "http://0x7f000001:PORT/",
          "http://0x7f.0.0.1:PORT/",
          "http://0177.0.0.1:PORT/",
          "http://127.0.0.01:PORT/",
          "http://127.0.0.1.:PORT/",
          "http://localhost:PORT/",
          "http://LOCALHOST:PORT/",
          "http://localhost.:PORT/",
          "http://LocalHost.LocalDomain:PORT/",
          "http://[::1]:PORT/",
          "http://[::]:PORT/",
          "http://[::ffff:127.0.0.1]:PORT/",
          "http://[::ffff:7f00:1]:PORT/",
          "http://[0:0:0:0:0:ffff:127.0.0.1]:PORT/",
          "http://[::127.0.0.1]:PORT/",
          "http://[64:ff9b::7f00:1]:PORT/",
          "http://[2002:7f00:1::]:PORT/",
          "http://[fe80::1]:PORT/",
          "http://[fe80::1%25lo]:PORT/",
          "http://[fc00::1]:PORT/",
          "http://[fd00:ec2::254]/latest/meta-data/",
          "http://[ff02::1]:PORT/",
          "http://10.0.0.1/",
          "http://10.255.255.255/",
          "http://172.16.0.1/",
          "http://172.31.255.255/",
          "http://192.168.0.1/",
          "http://192.168.1.1:8080/",
          "http://169.254.169.254/latest/meta-data/",
          "http://169.254.170.2/v2/credentials",
          "http://2852039166/latest/meta-data/",
          "http://0xa9fea9fe/",
          "http://100.64.0.1/",
          "http://100.100.100.200/",
          "http://168.63.129.16/",
          "http://192.0.0.192/",
          "http://198.18.0.1/",
          "http://224.0.0.1/",
          "http://240.0.0.1/",
          "http://255.255.255.255/",
          "http://metadata.google.internal/computeMetadata/v1/",
          "http://kubernetes.default.svc/api",
          "http://127.0.0.1.nip.test:PORT/",
          "http://private.test:PORT/",
          "http://mixed.test:PORT/",
          "http://rebind.test:PORT/",
          "http://user@127.0.0.1:PORT/",
          "http://example.com@127.0.0.1:PORT/",
          "http://example.com:80@127.0.0.1:PORT/",
          "http://127.0.0.1:PORT@example.com/",
          "http://127.0.0.1:PORT#@example.com/",
          "http://example.com%00@127.0.0.1:PORT/",
          "http://127.0.0.1%2f@example.com:PORT/",
          "//127.0.0.1:PORT/",
          "HTTP://127.0.0.1:PORT/",
          "http:\\\\127.0.0.1:PORT\\",
          "http:127.0.0.1:PORT",
          "http:///127.0.0.1:PORT/",
          "http://127.0.0.1:PORT/ x",
          "http://①②⑦.⓪.⓪.①:PORT/",
          "http://１２７.0.0.1:PORT/",
          "http://127。0。0。1:PORT/",
          "file:///etc/passwd",
          "file://127.0.0.1:PORT/x",
          "jar:http://127.0.0.1:PORT/x.jar!/a",
          "ftp://127.0.0.1:PORT/",
          "gopher://127.0.0.1:PORT/_x",
          "dict://127.0.0.1:PORT/",
          "ldap://127.0.0.1:PORT/",
          "unix:/var/run/docker.sock",
          "data:text/html,x",
          "javascript:alert(1)",
          "http://127.0.0.1:0/",
          "http://127.0.0.1:99999/",
          "http://:PORT/",
          "http://");

  @Test
  void load_redirectedToAnyOfThese_neverConnects() throws Exception {
    List<String> targets = new ArrayList<>(REFUSED);
    NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address.getAddress().length == 4)
        .forEach(address -> targets.add("http://" + address.getHostAddress() + ":PORT/"));
    var loader = loader(new AddressGuard(PageLoaderGuardTest::resolve));
    assertThat(targets).hasSizeGreaterThan(80);

    for (String target : targets) {
      location = target.replace("PORT", Integer.toString(canary.port()));
      assertThatThrownBy(() -> load(loader)).as(location).isInstanceOf(IOException.class);
    }

    assertThat(canary.requests()).isEmpty();
    assertThat(chosen.requests()).hasSize(targets.size());
  }

  @Test
  void load_nameThatResolvesDifferentlyTheSecondTime_connectsToTheAddressThatWasChecked()
      throws Exception {
    var asked = new AtomicInteger();
    var guard =
        new AddressGuard(
            host -> {
              asked.incrementAndGet();
              return List.of(InetAddress.getLoopbackAddress());
            },
            (_, _) -> asked.get() == 1);
    location = "http://rebind.test:" + canary.port() + "/page?x=1";

    var page = load(loader(guard));

    assertThat(page.body()).hasToString("caught");
    assertThat(asked).hasValue(1);
    assertThat(canary.requests().getFirst().authority())
        .hasToString("rebind.test:" + canary.port());
  }

  @Test
  void load_redirectsThatComeBack_areGuardedToo() throws Exception {
    var away =
        CountingServer.start(
            vertx,
            request ->
                request
                    .response()
                    .setStatusCode(302)
                    .putHeader("Location", chosen.url("/admin").toString())
                    .end());
    location = "http://public.test:" + away.port() + "/";
    var guard =
        new AddressGuard(
            host ->
                host.equals("public.test")
                    ? List.of(InetAddress.ofLiteral("127.0.0.1"))
                    : List.of(InetAddress.ofLiteral("10.0.0.1")),
            (_, address) -> address.isLoopbackAddress());

    assertThatThrownBy(() -> load(loader(guard)))
        .hasMessage("it redirects to an address that is refused");
    assertThat(chosen.requests()).hasSize(1);
  }

  @Test
  void load_redirectsOnTheChosenServer_areFollowedWhateverItsAddress() throws Exception {
    var server =
        CountingServer.start(
            vertx,
            request -> {
              if (request.path().equals("/html/")) {
                request.response().setStatusCode(301).putHeader("Location", "/new/?q=x").end();
              } else {
                request.response().end("found");
              }
            });

    var page =
        loader(new AddressGuard())
            .load(server.url("/html/"), Instant.now().plusSeconds(10), TraceContext.NONE);

    assertThat(page.body()).hasToString("found");
    assertThat(page.url()).isEqualTo(server.url("/new/?q=x"));
  }

  @Test
  void load_redirectsWithoutEnd_areGivenUp() throws Exception {
    location = "/again";

    assertThatThrownBy(() -> load(loader(new AddressGuard())))
        .hasMessage("127.0.0.1 redirects too often");
    assertThat(chosen.requests()).hasSize(PageLoader.REDIRECTS_MAX + 1);
  }

  @Test
  void follow_fromHttpsToHttp_isRefused() {
    assertThatThrownBy(
            () -> PageLoader.follow(URI.create("https://a.test/"), "http://a.test/login"))
        .hasMessage("a.test redirects to an insecure address");
  }

  /** Names of the test alone; literals as the operating system reads them; nothing is looked up. */
  private static List<InetAddress> resolve(String host) throws UnknownHostException {
    var names =
        Map.of(
            "127.0.0.1.nip.test", List.of("127.0.0.1"),
            "private.test", List.of("10.0.0.1"),
            "mixed.test", List.of("93.184.215.14", "127.0.0.1"),
            "rebind.test", List.of("127.0.0.1"),
            "metadata.google.internal", List.of("169.254.169.254"),
            "kubernetes.default.svc", List.of("10.96.0.1"));
    if (names.containsKey(host)) {
      return names.get(host).stream().map(InetAddress::ofLiteral).toList();
    }
    if (host.matches("(?i)localhost.*")) {
      return List.of(InetAddress.getLoopbackAddress());
    }
    if (host.matches("[0-9a-fA-FxX.:%lo]+")) {
      return List.of(InetAddress.getAllByName(host));
    }
    throw new UnknownHostException(host);
  }

  private Page load(PageLoader loader) throws IOException, InterruptedException {
    return loader.load(chosen.url("/html/?q=x"), Instant.now().plusSeconds(10), TraceContext.NONE);
  }

  private PageLoader loader(AddressGuard guard) {
    return new PageLoader(vertx, guard, "Tests/1.0", InstantSource.system());
  }
}
