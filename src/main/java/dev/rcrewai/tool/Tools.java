package dev.rcrewai.tool;

import dev.rcrewai.step.ToolCatalog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The tools of this server, by name. Immutable. */
public final class Tools {
  private final Map<String, CheckedTool> byName = new LinkedHashMap<>();
  private final ToolCatalog catalog;

  /** Compiles the schema of each; two of one name, or a schema that is none, are refused. */
  public Tools(List<Tool> tools) {
    this(tools, List.of());
  }

  /**
   * The same, with tools that no crew can ask for.
   *
   * @param internal what only the engine calls
   */
  public Tools(List<Tool> tools, List<Tool> internal) {
    tools.forEach(this::add);
    catalog = new ToolCatalog(byName.values().stream().map(CheckedTool::spec).toList());
    internal.forEach(this::add);
  }

  private void add(Tool tool) {
    var checked = new CheckedTool(tool);
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
  String knownName(String name) {
    return byName.containsKey(name) ? name : "unknown";
  }

  @Nullable CheckedTool find(String name) {
    return byName.get(name);
  }
}
