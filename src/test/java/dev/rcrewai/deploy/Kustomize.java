package dev.rcrewai.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rcrewai.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What the real {@code kubectl kustomize} makes of the repository's manifests, without a cluster.
 */
final class Kustomize {
  private static final Path OUR_OWN = Path.of("target", "k8s");
  private static final Map<Path, List<Manifest>> RENDERED = new ConcurrentHashMap<>();

  private Kustomize() {}

  /** An overlay of the repository, for example {@code production}. */
  static List<Manifest> overlay(String name) {
    return RENDERED.computeIfAbsent(Path.of("k8s", "overlays", name), Kustomize::render);
  }

  /** The base with these components, in their order. */
  static List<Manifest> baseWith(String... components) {
    var name = "base-" + String.join("-", components);
    return RENDERED.computeIfAbsent(
        OUR_OWN.resolve(name),
        directory -> {
          write(directory, components);
          return render(directory);
        });
  }

  private static void write(Path directory, String... components) {
    var list =
        Arrays.stream(components)
            .map(component -> "  - ../../../k8s/components/" + component + "\n")
            .collect(Collectors.joining());
    try {
      Files.createDirectories(directory);
      Files.writeString(
          directory.resolve("kustomization.yaml"),
          """
          apiVersion: kustomize.config.k8s.io/v1beta1
          kind: Kustomization
          resources:
            - ../../../k8s/base
          """
              + (list.isEmpty() ? "" : "components:\n" + list));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Manifest> render(Path directory) {
    try {
      var command = List.of(Programs.require("kubectl"), "kustomize", directory.toString());
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("KUBECONFIG", "/dev/null");
      var kubectl = builder.start();
      var output = new String(kubectl.getInputStream().readAllBytes(), UTF_8);
      if (!kubectl.waitFor(20, TimeUnit.SECONDS) || kubectl.exitValue() != 0) {
        throw new AssertionError(command + ": " + output);
      }
      return Manifest.parse(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
