package dev.rcrewai.drill;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rcrewai.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** HAProxy: it asks the nodes itself whether they are ready. */
final class Haproxy extends ReverseProxy {
  private final Path socket;

  Haproxy(Path dir, List<URI> nodes) {
    super(nodes);
    var program = Programs.require("haproxy");
    socket = dir.resolve("haproxy.sock");
    try {
      var file = Files.writeString(dir.resolve("haproxy.cfg"), configuration());
      start(dir.resolve("haproxy.log"), List.of(program, "-db", "-f", file.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String configuration() {
    var servers =
        IntStream.range(0, nodes().size())
            .mapToObj(i -> "  server node%d %s\n".formatted(i, hostAndPort(nodes().get(i))))
            .collect(Collectors.joining());
    return """
    global
      stats socket %s mode 600 level admin
    defaults
      mode http
      timeout connect 2s
      timeout check 2s
      timeout client 90s
      timeout server 90s
    frontend callers
      bind 127.0.0.1:%d
      default_backend nodes
    backend nodes
      balance roundrobin
      option httpchk
      http-check send meth GET uri /ready
      http-check expect status 200
      default-server check inter 300ms fall 2 rise 1
    %s\
    """
        .formatted(socket, port(), servers);
  }

  /** It sees for itself. */
  @Override
  void leaves(int node) {}

  @Override
  void back(int node, URI address) {
    var answer =
        ask("set server nodes/node%d addr 127.0.0.1 port %d".formatted(node, address.getPort()));
    if (!answer.contains("changed")) {
      throw new AssertionError(answer);
    }
  }

  private String ask(String command) {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap((command + "\n").getBytes(UTF_8)));
      return new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
