package dev.rcrewai.execution;

import dev.rcrewai.limit.Shortage;
import dev.rcrewai.step.ExecutionId;
import java.time.Duration;
import java.util.List;

/** What became of an {@link ExecutionRequest}. */
public sealed interface Submitted {
  /** Accepted, and durable. */
  record Accepted(ExecutionId id) implements Submitted {}

  /** The same request came before, with the same key; here is its execution. */
  record Replayed(ExecutionId id) implements Submitted {}

  /** Not accepted; nothing is stored. */
  sealed interface Refused extends Submitted {
    /** What, which, and what to do. */
    String error();
  }

  /** No crew has that name; {@code similar} are names that it may have meant. */
  record UnknownCrew(String crewName, List<String> similar) implements Refused {
    @Override
    public String error() {
      return "Unknown crew: " + crewName;
    }
  }

  /** The inputs do not match what the crew declares; every problem is listed. */
  record InvalidInputs(List<String> problems) implements Refused {
    @Override
    public String error() {
      return "The inputs do not match the crew: " + String.join("; ", problems);
    }
  }

  /** The inputs are longer than an event may be. */
  record InputsTooLarge(int bytes, int bytesMax) implements Refused {
    @Override
    public String error() {
      return "The inputs have " + bytes + " bytes; at most " + bytesMax + " are accepted";
    }
  }

  /** The timeout is not one that this server allows. */
  record InvalidTimeout(String error) implements Refused {}

  /** It cannot be called back there. */
  record InvalidWebhook(String error) implements Refused {}

  /** The key was used with another body. */
  record KeyReused(ExecutionId earlier) implements Refused {
    @Override
    public String error() {
      return "This Idempotency-Key was used with another body, for execution " + earlier.text();
    }
  }

  /** Nothing is kept for the caller under that name. */
  record UnknownKey(String name) implements Refused {
    @Override
    public String error() {
      return "No key named '" + name + "' is kept for you";
    }
  }

  /** The caller has as many open executions as it may. */
  record CallerFull(int open, Duration retryAfter) implements Refused {
    @Override
    public String error() {
      return "You have " + open + " open executions, as many as allowed";
    }
  }

  /** The crew or the caller has spent what it may. */
  record BudgetUsedUp(Shortage shortage) implements Refused {
    @Override
    public String error() {
      return "Budget exhausted: " + shortage.words();
    }
  }

  /**
   * Servers that answer for tools of the crew have not told of them; it is asked again for them.
   */
  record ToolsUnavailable(String crewName, List<String> reasons, Duration retryAfter)
      implements Refused {
    @Override
    public String error() {
      return "Tools of crew '" + crewName + "' are not available: " + String.join("; ", reasons);
    }
  }

  /** The server has as much to do as it can, or would not be done in time. */
  record ServerFull(String detail, Duration retryAfter) implements Refused {
    @Override
    public String error() {
      return "The server is full: " + detail;
    }
  }

  /** The server is about to stop. */
  record Draining(Duration retryAfter) implements Refused {
    @Override
    public String error() {
      return "The server is about to stop; try again";
    }
  }
}
