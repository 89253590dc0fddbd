package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Who makes vectors of a crew's texts, as its author asks for it.
 *
 * @param provider null for the server's own
 * @param model null for the provider's default
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Embedder(@Nullable String provider, @Nullable String model) {
  /** Nobody: texts are found by their words. */
  public static final Embedder NONE = new Embedder("none", null);

  /** Whether texts are found by their words alone. */
  @JsonIgnore
  public boolean isNone() {
    return equals(NONE);
  }
}
