package dev.rcrewai.execution;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that anybody but the lease holder wants an execution to know; durable. */
public sealed interface Signal {
  /** Unique per execution, so that the second of a kind is refused. */
  String key();

  Instant at();

  /** End it. */
  record Cancel(String by, @Nullable String reason, Instant at) implements Signal {
    @Override
    public String key() {
      return "cancel";
    }
  }
}
