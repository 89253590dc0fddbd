package dev.rcrewai.deploy;

import dev.rcrewai.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A kubectl on PATH that stands for a cluster whose pods are one real server process. */
final class FakeCluster {
  private final Path bin;
  private final Path state;

  FakeCluster(Path dir, SandboxServer server) {
    try {
      bin = Files.createDirectories(dir.resolve("bin"));
      state = Files.createDirectories(dir.resolve("state"));
      var kubectl = bin.resolve("kubectl");
      Files.copy(
          Path.of("src/test/resources/k8s/kubectl"), kubectl, StandardCopyOption.REPLACE_EXISTING);
      if (!kubectl.toFile().setExecutable(true)) {
        throw new IllegalStateException(kubectl + " cannot be made executable");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    keep("token", server.token("execute_crew"));
    List.of("rcrewai-service", "rcrewai-service-blue", "rcrewai-service-green")
        .forEach(service -> leads(service, server.address()));
  }

  /** A port-forward to that service leads there. */
  void leads(String service, URI address) {
    keep("port-" + service, Integer.toString(address.getPort()));
  }

  /** Calls that match fail from now on. */
  void fails(String pattern) {
    keep("fails", pattern);
  }

  /** Something that the cluster knows. */
  void keep(String name, String text) {
    try {
      Files.writeString(state.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String kept(String name) {
    try {
      var file = state.resolve(name);
      return Files.exists(file) ? Files.readString(file).strip() : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was applied, in its order. */
  List<Manifest> applied() {
    return Manifest.parse(kept("applied"));
  }

  /** Every call that changes something, in its order. */
  List<String> changes() {
    return calls().stream()
        .filter(call -> !call.startsWith("get ") && !call.contains("rcrewai-deploy-lock"))
        .map(call -> call.replaceFirst("^apply -f .*/", "apply "))
        .toList();
  }

  List<String> calls() {
    return kept("calls").lines().toList();
  }

  Script.Run deploy(String... arguments) {
    return script(arguments).run();
  }

  /** Starts a deployment. */
  Script.Running begin(String... arguments) {
    return script(arguments).start();
  }

  private Script script(String... arguments) {
    return Script.of("deploy.sh", "--settle", "0")
        .and(arguments)
        .before(bin)
        .with("CLUSTER", state.toString())
        .with("REAL_KUBECTL", Programs.require("kubectl"))
        .with("KUBECONFIG", "/dev/null");
  }
}
