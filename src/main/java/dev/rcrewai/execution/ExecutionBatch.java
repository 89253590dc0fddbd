package dev.rcrewai.execution;

import dev.rcrewai.step.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Executions that were accepted together, in the order of their inputs. They have the batch's id as
 * {@code request_id}; that is how they are found.
 *
 * @param executions at least one
 */
public record ExecutionBatch(String id, List<Summary> executions) {
  /** The most inputs of one batch. */
  public static final int EXECUTIONS_MAX = 1_000;

  public ExecutionBatch {
    executions = executions.stream().sorted(Comparator.comparing(one -> one.id().text())).toList();
  }

  public String crewName() {
    return executions.getFirst().crewName();
  }

  public String caller() {
    return executions.getFirst().caller();
  }

  /** How many stand where; every status is in it. */
  public Map<Status, Integer> counts() {
    var counts = new EnumMap<Status, Integer>(Status.class);
    for (var status : Status.values()) {
      counts.put(status, 0);
    }
    executions.forEach(one -> counts.merge(one.status(), 1, Integer::sum));
    return counts;
  }

  /**
   * Where the batch stands: while one has not ended, as far as the furthest of those has come; then
   * failed if one failed, else cancelled if one was, else completed.
   */
  public Status status() {
    var counts = counts();
    var order =
        List.of(Status.RUNNING, Status.WAITING, Status.QUEUED, Status.FAILED, Status.CANCELLED);
    return order.stream()
        .filter(status -> counts.getOrDefault(status, 0) > 0)
        .findFirst()
        .orElse(Status.COMPLETED);
  }

  public Instant createdAt() {
    return executions.getFirst().createdAt();
  }

  /** When the last one ended, or null where one has not. */
  public @Nullable Instant endedAt() {
    return status().ended()
        ? executions.stream()
            .map(one -> Objects.requireNonNull(one.endedAt()))
            .max(Comparator.naturalOrder())
            .orElseThrow()
        : null;
  }

  public Usage usage() {
    return executions.stream().map(Summary::usage).reduce(Usage.NONE, Usage::plus);
  }

  /** What all cost, or null where a model that answered has no price. */
  public @Nullable BigDecimal costUsd() {
    var sum = BigDecimal.ZERO;
    for (var one : executions) {
      if (one.costUsd() == null) {
        return null;
      }
      sum = sum.add(one.costUsd());
    }
    return sum;
  }
}
