package dev.rcrewai.drill;

import dev.rcrewai.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Nginx: it asks nobody, and is told who is there, as an ingress is by Kubernetes. It keeps its
 * connections to the nodes, but not those to its callers: a reload of nginx closes them, and who
 * writes at that moment is in bad luck, which says nothing about the nodes.
 */
final class Nginx extends ReverseProxy {
  private final Path dir;
  private final Set<Integer> gone = new HashSet<>();

  Nginx(Path dir, List<URI> nodes) {
    super(nodes);
    this.dir = dir;
    var program = Programs.require("nginx");
    configure();
    start(
        dir.resolve("nginx.log"),
        List.of(program, "-p", dir.toString(), "-e", "stderr", "-c", file().toString()));
  }

  private Path file() {
    return dir.resolve("nginx.conf");
  }

  private void configure() {
    var user = "root".equals(System.getProperty("user.name")) ? "user root;\n" : "";
    var text =
        """
        daemon off;
        pid nginx.pid;
        error_log stderr warn;
        worker_processes 1;
        events { worker_connections 4096; }
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          keepalive_timeout 0;
          upstream nodes { %s keepalive 64; }
          server {
            listen 127.0.0.1:%d;
            location / {
              proxy_pass http://nodes;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_buffering off;
              proxy_read_timeout 90s;
            }
          }
        }
        """
            .formatted(servers(), port());
    try {
      Files.writeString(file(), user + text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String servers() {
    return IntStream.range(0, nodes().size())
        .filter(i -> !gone.contains(i))
        .mapToObj(i -> "server " + hostAndPort(nodes().get(i)) + ";")
        .collect(Collectors.joining(" "));
  }

  @Override
  void leaves(int node) {
    gone.add(node);
    reload();
  }

  @Override
  void back(int node, URI address) {
    gone.remove(node);
    nodes().set(node, address);
    reload();
  }

  /** Requests that come from now on go to these nodes; those under way stay where they are. */
  void switchTo(List<URI> others) {
    nodes().clear();
    nodes().addAll(others);
    gone.clear();
    reload();
  }

  private void reload() {
    configure();
    try {
      var hangUp = new ProcessBuilder("kill", "-HUP", Long.toString(pid())).inheritIO().start();
      if (hangUp.waitFor() != 0) {
        throw new AssertionError("nginx cannot be told");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
