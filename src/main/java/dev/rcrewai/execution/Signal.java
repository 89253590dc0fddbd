package dev.rcrewai.execution;

import dev.rcrewai.step.Answer;
import dev.rcrewai.step.StepPath;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that anybody but the lease holder wants an execution to know; durable. */
public sealed interface Signal {
  /** Unique per execution, so that the second of a kind is refused. */
  String key();

  Instant at();

  /** A person's answer to the question at that path, checked; the first one counts. */
  record Input(StepPath path, Answer answer, String by, Instant at) implements Signal {
    @Override
    public String key() {
      return key(path);
    }

    /** The key of the answer to that question. */
    public static String key(StepPath question) {
      return "input:" + question.text();
    }
  }

  /** End it. */
  record Cancel(String by, @Nullable String reason, Instant at) implements Signal {
    @Override
    public String key() {
      return "cancel";
    }
  }
}
