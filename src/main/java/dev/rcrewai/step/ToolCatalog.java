package dev.rcrewai.step;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tools that this server offers, by name. Immutable. */
public final class ToolCatalog {
  private final Map<String, ToolSpec> specs;

  public ToolCatalog(Collection<ToolSpec> specs) {
    this.specs =
        specs.stream().collect(Collectors.toUnmodifiableMap(ToolSpec::name, Function.identity()));
  }

  /** The names, for checking what crews ask for. */
  public Set<String> names() {
    return specs.keySet();
  }

  /** The tool's spec, or null where there is no such tool. */
  public @Nullable ToolSpec spec(String name) {
    return specs.get(name);
  }
}
