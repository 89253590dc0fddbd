package dev.rcrewai.deploy;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** docker/compose.yaml as data, with what its services take over ({@code <<}) in place. */
record ComposeFile(Map<String, Object> root) {
  static ComposeFile read() throws IOException {
    var text = Files.readString(Path.of("docker", "compose.yaml"));
    var loaded = new Load(LoadSettings.builder().build()).loadFromString(text);
    return new ComposeFile(map(merged(loaded)));
  }

  /** By their names. */
  Map<String, Service> services() {
    var services = new LinkedHashMap<String, Service>();
    map(requireNonNull(root.get("services")))
        .forEach((name, as) -> services.put(name, new Service(name, map(as))));
    return services;
  }

  Service service(String name) {
    return requireNonNull(services().get(name), name);
  }

  Stream<Service> servers() {
    return services().values().stream().filter(service -> service.name().startsWith("rcrewai-"));
  }

  private static Object merged(Object node) {
    if (node instanceof List<?> list) {
      return list.stream().map(ComposeFile::merged).toList();
    }
    if (!(node instanceof Map<?, ?>)) {
      return node;
    }
    var own = map(node);
    var all = new LinkedHashMap<String, Object>();
    var taken = own.get("<<");
    if (taken != null) {
      all.putAll(map(merged(taken)));
    }
    own.forEach((key, value) -> all.put(key, merged(value)));
    all.remove("<<");
    return all;
  }

  @SuppressWarnings("unchecked") // YAML's keys here are texts, or the cast of a value fails
  private static Map<String, Object> map(Object node) {
    return (Map<String, Object>) node;
  }

  /** One service. */
  record Service(String name, Map<String, Object> keys) {
    String text(String key) {
      return String.valueOf(keys.get(key));
    }

    List<String> list(String key) {
      return ((List<?>) keys.getOrDefault(key, List.of())).stream().map(String::valueOf).toList();
    }

    /** Files of this machine that it sees. */
    List<Map<String, Object>> binds() {
      return ((List<?>) keys.getOrDefault("volumes", List.of()))
          .stream().filter(Map.class::isInstance).map(ComposeFile::map).toList();
    }

    Map<String, Object> in(String... path) {
      var at = keys;
      for (var key : path) {
        at = map(at.getOrDefault(key, Map.of()));
      }
      return at;
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
