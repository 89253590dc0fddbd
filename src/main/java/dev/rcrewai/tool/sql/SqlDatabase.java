package dev.rcrewai.tool.sql;

import dev.rcrewai.config.NamedSecrets;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.tool.ParameterSchema;
import dev.rcrewai.tool.Tool;
import dev.rcrewai.tool.ToolInput;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/** {@code sql_database}: queries of the databases that the operator declares. */
public final class SqlDatabase implements Tool {
  public static final String NAME = "sql_database";

  /** Queries of this node at once, over all databases. */
  private static final int AT_ONCE = 16;

  private final Map<String, SqlConnection> connections = new LinkedHashMap<>();
  private final Map<String, Database> databases = new LinkedHashMap<>();
  private final Semaphore slots = new Semaphore(AT_ONCE, true);
  private final InstantSource clock;
  private final ToolSpec spec;

  public SqlDatabase(
      Vertx vertx, List<SqlConnection> declared, NamedSecrets secrets, InstantSource clock) {
    this.clock = clock;
    for (var connection : declared) {
      if (connections.put(connection.name(), connection) != null) {
        throw new IllegalArgumentException("two databases are named " + connection.name());
      }
      databases.put(connection.name(), connection.open(vertx, secrets));
    }
    spec = spec(declared);
  }

  private static ToolSpec spec(List<SqlConnection> declared) {
    String names =
        declared.stream().map(one -> "\"" + one.name() + "\"").collect(Collectors.joining(", "));
    String about =
        declared.stream()
            .map(one -> one.name() + " (" + one.description() + ")")
            .collect(Collectors.joining("; "));
    String required = declared.size() == 1 ? "" : "\"connection\", ";
    var parameters =
        """
        {
          "type": "object",
          "properties": {
            "connection": {"type": "string", "enum": [%s], "description": "Which database"},
            "query": {
              "type": "string", "minLength": 1, "maxLength": 20000,
              "description": "One SELECT, WITH or VALUES; it cannot change anything"
            },
            "limit": {
              "type": "integer", "minimum": 1, "maximum": 1000,
              "description": "How many rows to return at most"
            }
          },
          "required": [%s"query"],
          "additionalProperties": false
        }
        """
            .formatted(names, required);
    return new ToolSpec(
        NAME,
        "Queries a database with one read-only SQL query and returns rows as JSON. Databases: "
            + about,
        ParameterSchema.parse(parameters),
        false);
  }

  @Override
  public ToolSpec spec() {
    return spec;
  }

  @Override
  public ToolResult run(ToolInput input) throws InterruptedException {
    String name = input.arguments().text("connection", connections.keySet().iterator().next());
    var connection = connections.get(name);
    var database = databases.get(name);
    if (connection == null || database == null) {
      return failed("there is no connection '" + name + "'");
    }
    int rows =
        Math.min(input.arguments().integer("limit", connection.rowsMax()), connection.rowsMax());
    String sql = input.arguments().text("query").strip().replaceFirst("(\\s*;)+$", "");
    slots.acquire();
    try {
      return new ToolResult.Completed(database.query(sql, rows, timeout(connection, input)).text());
    } catch (Database.RefusedException e) {
      return failed(String.valueOf(e.getMessage()));
    } finally {
      slots.release();
    }
  }

  private Duration timeout(SqlConnection connection, ToolInput input) {
    var left = Duration.between(clock.instant(), input.deadline());
    var time = left.compareTo(connection.timeout()) < 0 ? left : connection.timeout();
    return time.isPositive() ? time : Duration.ofMillis(1);
  }

  private static ToolResult failed(String why) {
    return new ToolResult.Failed("Query failed: " + why);
  }
}
