package dev.rcrewai.execution;

import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.telemetry.Metrics.Rejection;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What operators hear of submissions: how long it takes to accept one, and what is turned away. */
final class SubmissionReport {
  private final Metrics metrics;
  private final LongSupplier nanoTime;

  SubmissionReport(Metrics metrics, LongSupplier nanoTime) {
    this.metrics = metrics;
    this.nanoTime = nanoTime;
  }

  /** The same future. */
  Future<Submitted> on(Supplier<Future<Submitted>> submission) {
    long began = nanoTime.getAsLong();
    return submission.get().onSuccess(answer -> report(answer, began));
  }

  /** The same future. */
  Future<Retried> onRetry(Supplier<Future<Retried>> retry) {
    long began = nanoTime.getAsLong();
    return retry
        .get()
        .onSuccess(answer -> {
          if (answer instanceof Retried.Submitted(var submitted)) {
            report(submitted, began);
          }
        });
  }

  private void report(Submitted answer, long began) {
    switch (answer) {
      case Submitted.Accepted _ -> metrics.accepted(Duration.ofNanos(nanoTime.getAsLong() - began));
      case Submitted.ServerFull _ -> metrics.rejected(Rejection.SERVER_FULL);
      case Submitted.CallerFull _ -> metrics.rejected(Rejection.CALLER_FULL);
      case Submitted.BudgetUsedUp _ -> metrics.rejected(Rejection.BUDGET);
      case Submitted.ToolsUnavailable _ -> metrics.rejected(Rejection.TOOLS_UNAVAILABLE);
      case Submitted.Draining _ -> metrics.rejected(Rejection.DRAINING);
      case Submitted.Replayed _,
          Submitted.UnknownCrew _,
          Submitted.InvalidInputs _,
          Submitted.InputsTooLarge _,
          Submitted.InvalidTimeout _,
          Submitted.InvalidWebhook _,
          Submitted.KeyReused _,
          Submitted.UnknownKey _ -> {}
    }
  }
}
