package dev.rcrewai.tool;

import dev.rcrewai.step.ToolCatalog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tools of this server, by name. Immutable. */
public final class Tools {
  private final Map<String, CheckedTool> byName = new LinkedHashMap<>();

  /** Compiles the schema of each; two of one name, or a schema that is none, are refused. */
  public Tools(List<Tool> tools) {
    for (Tool tool : tools) {
      var checked = new CheckedTool(tool);
      if (byName.putIfAbsent(checked.spec().name(), checked) != null) {
        throw new IllegalArgumentException("two tools are named " + checked.spec().name());
      }
    }
  }

  /** What crews may ask for. */
  public ToolCatalog catalog() {
    return new ToolCatalog(byName.values().stream().map(CheckedTool::spec).toList());
  }

  /** The name of the tool, or a word for what a model has made up. */
  String knownName(String name) {
    return byName.containsKey(name) ? name : "unknown";
  }

  @Nullable CheckedTool find(String name) {
    return byName.get(name);
  }
}
