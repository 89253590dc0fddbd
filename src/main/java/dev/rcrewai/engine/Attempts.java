package dev.rcrewai.engine;

import static java.util.Objects.requireNonNullElse;

import dev.rcrewai.crew.OutputChecks;
import dev.rcrewai.crew.Task;

/**
 * How often a task is tried. One bound holds for failures, rejections and reviews together; of its
 * further attempts, only so many follow an answer that the checks did not accept.
 *
 * @param max all attempts
 * @param rejectionsMax answers that checks may reject before the task fails, less one
 */
record Attempts(int max, int rejectionsMax) {
  /**
   * The request's {@code max_retries}, else the task's, else the server's; a task that names only
   * {@code guardrail_max_retries} gets at least these.
   */
  static Attempts of(Plan plan, Task task) {
    var checks = task.checks();
    var ofChecks = checks == null ? null : checks.retriesMax();
    int server = plan.crew().maxRetries();
    int own =
        task.maxRetries() != null
            ? task.maxRetries()
            : Math.max(server, requireNonNullElse(ofChecks, 0));
    return new Attempts(
        1 + requireNonNullElse(plan.maxRetries(), own),
        requireNonNullElse(ofChecks, OutputChecks.RETRIES_MAX_DEFAULT));
  }
}
