package dev.rcrewai.cli;

import dev.rcrewai.Server;
import dev.rcrewai.auth.TokenIssuer;
import dev.rcrewai.config.Settings;
import dev.rcrewai.crew.Automation;
import dev.rcrewai.execution.Json;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a newcomer sees when the server has started: what it has, and a call that works. */
final class Greeting {
  private static final String FIRST_CREW = "customer_support";

  private final PrintWriter out;
  private final Settings settings;
  private final Server server;

  Greeting(PrintWriter out, Settings settings, Server server) {
    this.out = out;
    this.settings = settings;
    this.server = server;
  }

  void print() {
    var address = "http://" + settings.http().host() + ":" + server.port();
    out.println("listening on " + address);
    out.println("  management  " + management());
    out.println("  crews       " + crews());
    out.println("  store       " + store());
    out.println("  provider    " + provider());
    out.println("  API         " + address.replace("0.0.0.0", "localhost") + "/docs");
    var crew = server.node().crews().find(FIRST_CREW);
    if (crew != null && settings.auth().generated()) {
      out.println();
      out.println("Try it (the token is valid for a day):");
      out.println();
      out.println(call(address, crew));
      out.println();
    }
    out.flush();
  }

  private String management() {
    return server.managementPort() == 0
        ? "off"
        : "http://" + settings.management().host() + ":" + server.managementPort() + "/health";
  }

  private String crews() {
    var all = server.node().crews().all();
    return all.isEmpty()
        ? "none in " + settings.crews().dir()
        : all.stream().map(Automation::name).collect(Collectors.joining(", "));
  }

  private String provider() {
    var llm = settings.llm();
    return llm.isSandbox()
        ? "sandbox: scripted answers, NOT a model (docs/providers.md: how to have a real one)"
        : llm.provider() + ", model " + llm.model();
  }

  private String call(String address, Automation crew) {
    var token =
        new TokenIssuer(settings.auth())
            .issue("newcomer", List.of("execute_crew", "view_metrics"), Duration.ofDays(1));
    var body = new LinkedHashMap<String, Object>();
    body.put("crew_name", crew.name());
    body.put("inputs", examples(crew));
    return "curl -s "
        + address
        + "/execute \\\n  -H 'Authorization: Bearer "
        + token
        + "' \\\n  -H 'Content-Type: application/json' \\\n  -d '"
        + Json.write(body).replace("'", "'\\''")
        + "'";
  }

  /** The first example of each required input, as the crew's author wrote it. */
  private static Map<String, Object> examples(Automation crew) {
    var examples = new LinkedHashMap<String, Object>();
    var required = crew.inputs().get("required");
    if (crew.inputs().get("properties") instanceof Map<?, ?> properties
        && required instanceof List<?> names) {
      for (var name : names) {
        var example = firstExample(properties.get(name));
        if (example != null) {
          examples.put(String.valueOf(name), example);
        }
      }
    }
    return examples;
  }

  private static @Nullable Object firstExample(@Nullable Object property) {
    return property instanceof Map<?, ?> schema
            && schema.get("examples") instanceof List<?> all
            && !all.isEmpty()
        ? all.getFirst()
        : null;
  }

  private String store() {
    return switch (settings.store().kind()) {
      case SQLITE -> "sqlite in " + settings.store().dataDir().toAbsolutePath();
      case POSTGRES -> "postgres (DATABASE_URL), shared with other nodes";
      case REDIS -> "redis (REDIS_URL), shared with other nodes";
    };
  }
}
