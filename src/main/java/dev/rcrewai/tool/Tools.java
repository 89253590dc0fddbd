package dev.rcrewai.tool;

import dev.rcrewai.step.ToolCatalog;
import dev.rcrewai.step.ToolRun;
import dev.rcrewai.step.ToolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The tools of this server, by name, and those of others, by what was pinned. Thread-safe. */
public final class Tools {
  private static final RemoteTools NOWHERE =
      new RemoteTools() {
        @Override
        public Tool tool(ToolSpec pinned) {
          throw new IllegalArgumentException("no other server answers for " + pinned.name());
        }

        @Override
        public Optional<ToolSpec> named(String name) {
          return Optional.empty();
        }
      };

  private static final int REMOTE_KEPT_MAX = 1_000;

  private final Map<String, CheckedTool> byName = new LinkedHashMap<>();
  private final Map<ToolSpec, CheckedTool> remote = new ConcurrentHashMap<>();
  private final RemoteTools elsewhere;
  private final ToolCatalog catalog;

  /** Compiles the schema of each; two of one name, or a schema that is none, are refused. */
  public Tools(List<Tool> tools) {
    this(tools, List.of(), NOWHERE);
  }

  /**
   * The same, with tools that no crew can ask for, and with those of other servers.
   *
   * @param internal what only the engine calls
   * @param elsewhere finds what was pinned with a home
   */
  public Tools(List<Tool> tools, List<Tool> internal, RemoteTools elsewhere) {
    this.elsewhere = elsewhere;
    tools.forEach(this::add);
    catalog = new ToolCatalog(byName.values().stream().map(CheckedTool::spec).toList());
    internal.forEach(this::add);
  }

  private void add(Tool tool) {
    var checked = new CheckedTool(tool);
    checked.compile();
    if (byName.putIfAbsent(checked.spec().name(), checked) != null) {
      throw new IllegalArgumentException("two tools are named " + checked.spec().name());
    }
  }

  /** The tools of others: what jars on the class path name for the service loader. */
  public static List<Tool> foundBy(ClassLoader loader) {
    return ServiceLoader.load(Tool.class, loader).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  /** What crews may ask for. */
  public ToolCatalog catalog() {
    return catalog;
  }

  /** The name of the tool, or a word for what a model has made up. */
  String knownName(ToolRun run) {
    return find(run) == null ? "unknown" : run.call().name();
  }

  @Nullable CheckedTool find(ToolRun run) {
    var pinned = run.pinned();
    if (pinned != null) {
      return remote(pinned);
    }
    var own = byName.get(run.call().name());
    return own == null ? elsewhere.named(run.call().name()).map(this::remote).orElse(null) : own;
  }

  private CheckedTool remote(ToolSpec pinned) {
    if (remote.size() >= REMOTE_KEPT_MAX) {
      remote.clear();
    }
    return remote.computeIfAbsent(pinned, spec -> new CheckedTool(elsewhere.tool(spec)));
  }
}
