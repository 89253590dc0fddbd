package dev.rcrewai;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rcrewai.config.NamedSecrets;
import dev.rcrewai.config.ToolOffer;
import dev.rcrewai.crew.CheckedYaml;
import dev.rcrewai.crew.CrewProblem;
import dev.rcrewai.crew.CrewServer;
import dev.rcrewai.tool.ParameterSchema;
import dev.rcrewai.tool.SecretText;
import dev.rcrewai.tool.http.HttpDeclaration;
import dev.rcrewai.tool.mcp.McpDeclaration;
import dev.rcrewai.tool.sql.SqlConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the operator declares in the YAML files of {@code TOOLS_DIR}. A problem in one of them is a
 * problem of the start: a server with fewer tools than its operator meant is another server.
 *
 * @param http tools that are one request each
 * @param sql databases that may be queried
 * @param mcp servers that have more tools
 */
record DeclaredTools(
    List<HttpDeclaration> http, List<SqlConnection> sql, List<McpDeclaration> mcp) {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};
  private static final Map<String, Object> NO_PARAMETERS =
      Map.of("type", "object", "additionalProperties", false);
  private static final JsonNode SCHEMA = schema();

  DeclaredTools {
    http = List.copyOf(http);
    sql = List.copyOf(sql);
    mcp = List.copyOf(mcp);
  }

  /**
   * Reads them all; none where there is no such directory.
   *
   * @throws ToolFilesException with every problem of every file
   */
  static DeclaredTools read(ToolOffer offer) {
    var http = new ArrayList<HttpDeclaration>();
    var sql = new ArrayList<SqlConnection>();
    var mcp = new ArrayList<McpDeclaration>();
    var problems = new ArrayList<CrewProblem>();
    for (var file : files(offer.dir())) {
      var yaml = CheckedYaml.read(file, SCHEMA);
      if (yaml.problems().isEmpty()) {
        http.addAll(http(yaml, offer.secrets()));
        sql.addAll(sql(yaml, offer.secrets()));
        mcp.addAll(mcp(yaml, offer.secrets()));
      }
      problems.addAll(yaml.problems());
    }
    if (!problems.isEmpty()) {
      throw new ToolFilesException(problems);
    }
    return new DeclaredTools(http, sql, mcp);
  }

  private static List<HttpDeclaration> http(CheckedYaml yaml, NamedSecrets secrets) {
    var all = new ArrayList<HttpDeclaration>();
    var at = JsonPointer.compile("/http");
    for (var entry : yaml.tree().at(at).properties()) {
      var here = at.appendProperty(entry.getKey());
      var schema =
          entry.getValue().has("parameters")
              ? MAPPER.convertValue(entry.getValue().get("parameters"), TREE)
              : NO_PARAMETERS;
      ParameterSchema.problem(schema)
          .ifPresent(words -> yaml.refuse(here.appendProperty("parameters"), words));
      var declared = HttpDeclaration.of(entry.getKey(), entry.getValue(), schema);
      var parameters =
          schema.get("properties") instanceof Map<?, ?> properties
              ? properties.keySet().stream().map(String::valueOf).toList()
              : List.<String>of();
      declared
          .urlProblem(parameters)
          .ifPresent(words -> yaml.refuse(here.appendProperty("url"), words));
      declared
          .bodyProblem(parameters)
          .ifPresent(words -> yaml.refuse(here.appendProperty("body"), words));
      declared
          .headers()
          .forEach((name, text) ->
              refuse(yaml, here.appendProperty("headers").appendProperty(name), text, secrets));
      all.add(declared);
    }
    return all;
  }

  private static List<SqlConnection> sql(CheckedYaml yaml, NamedSecrets secrets) {
    var all = new ArrayList<SqlConnection>();
    var at = JsonPointer.compile("/sql");
    for (var entry : yaml.tree().at(at).properties()) {
      var here = at.appendProperty(entry.getKey());
      var connection = SqlConnection.of(entry.getKey(), entry.getValue());
      connection.urlProblem().ifPresent(words -> yaml.refuse(here.appendProperty("url"), words));
      refuse(yaml, here.appendProperty("password"), connection.password(), secrets);
      all.add(connection);
    }
    return all;
  }

  private static List<McpDeclaration> mcp(CheckedYaml yaml, NamedSecrets secrets) {
    var all = new ArrayList<McpDeclaration>();
    var at = JsonPointer.compile("/mcp");
    for (var entry : yaml.tree().at(at).properties()) {
      var here = at.appendProperty(entry.getKey());
      if (!isAddress(entry.getValue().path("url"))) {
        yaml.refuse(here.appendProperty("url"), "this is no address of a server");
        continue;
      }
      var server =
          McpDeclaration.of(
              entry.getKey(),
              entry.getValue(),
              tool -> CrewServer.offeredName(entry.getKey(), tool));
      server.problem().ifPresent(words -> yaml.refuse(here, words));
      if (server.tools().size() < entry.getValue().path("tools").size()) {
        yaml.refuse(here.appendProperty("tools"), "two of them would have the same name");
      }
      server
          .headers()
          .forEach((name, text) ->
              refuse(yaml, here.appendProperty("headers").appendProperty(name), text, secrets));
      server
          .environment()
          .forEach((name, text) ->
              refuse(yaml, here.appendProperty("environment").appendProperty(name), text, secrets));
      all.add(server);
    }
    return all;
  }

  private static boolean isAddress(JsonNode url) {
    try {
      return url.isMissingNode() || new URI(url.asText()).getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static void refuse(
      CheckedYaml yaml, JsonPointer at, SecretText text, NamedSecrets secrets) {
    text.missing(secrets)
        .forEach(name ->
            yaml.refuse(at, "TOOL_SECRETS has no '" + name + "'; add it, or correct the name"));
  }

  /** Names that begin with a dot are not looked at: Kubernetes keeps its versions there. */
  private static List<Path> files(Path dir) {
    if (!Files.isDirectory(dir)) {
      return List.of();
    }
    try (var paths = Files.list(dir)) {
      return paths
          .filter(path -> path.getFileName().toString().matches("[^.].*\\.ya?ml"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("TOOLS_DIR '" + dir + "' cannot be read", e);
    }
  }

  private static JsonNode schema() {
    try (var in = DeclaredTools.class.getResourceAsStream("/tools.schema.json")) {
      return MAPPER.readTree(Objects.requireNonNull(in, "tools.schema.json is missing"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
