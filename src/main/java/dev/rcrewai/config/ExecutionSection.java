package dev.rcrewai.config;

import static dev.rcrewai.config.Rule.seconds;
import static dev.rcrewai.config.Rule.wholeNumber;

import java.time.Duration;

/** Bounds of executions. */
final class ExecutionSection {
  static final Section EXECUTION = new Section("execution", "Executions");
  static final Key<Duration> TIMEOUT =
      EXECUTION.key(
          "EXECUTION_TIMEOUT",
          "timeout",
          seconds("0.001", "86400"),
          "300",
          "The deadline of a request that names none");
  static final Key<Duration> TIMEOUT_MAX =
      EXECUTION.key(
          "EXECUTION_TIMEOUT_MAX",
          "timeout_max",
          seconds("0.001", "86400"),
          "3600",
          "The longest deadline that a request may name");
  static final Key<Integer> MAX_RETRIES =
      EXECUTION.key(
          "MAX_RETRIES",
          "max_retries",
          wholeNumber(0, 10),
          "3",
          "Retries of a task where neither request nor task says otherwise");
  static final Key<Integer> CONCURRENT_MAX =
      EXECUTION.key(
          "MAX_CONCURRENT_EXECUTIONS",
          "max_concurrent",
          wholeNumber(1, 100_000),
          "1000",
          "Executions running on this node at once");
  static final Key<Integer> QUEUED_MAX =
      EXECUTION.key(
          "MAX_QUEUED_EXECUTIONS",
          "max_queued",
          wholeNumber(0, 1_000_000),
          "10000",
          "Executions waiting for a slot; beyond it 503");
  static final Key<Integer> CALLER_MAX =
      EXECUTION.key(
          "CALLER_MAX_EXECUTIONS",
          "caller_max",
          wholeNumber(1, 1_000_000),
          "5000",
          "Executions of one caller, running or waiting; beyond it 429");
  static final Key<Integer> PARALLEL_MAX =
      EXECUTION.key(
          "MAX_PARALLEL_STEPS",
          "max_parallel_steps",
          wholeNumber(1, 1000),
          "16",
          "Steps of one execution in flight at once");
  static final Key<Duration> SHUTDOWN_GRACE =
      EXECUTION.key(
          "SHUTDOWN_GRACE",
          "shutdown_grace",
          seconds("0", "3600"),
          "30",
          "How long a drain waits for running executions");
  static final Key<Duration> LEASE_TTL =
      EXECUTION.key(
          "LEASE_TTL",
          "lease_ttl",
          seconds("1", "600"),
          "15",
          "A node that has not renewed its leases for so long is given up by the others");
  static final Key<Duration> RETENTION =
      EXECUTION.key(
          "EXECUTION_RETENTION",
          "retention",
          seconds("86400", "315360000"),
          "604800",
          "How long an ended execution is kept; idempotency keys are kept for a day");

  static final Key<Duration> MEMORY_RETENTION =
      EXECUTION.key(
          "MEMORY_RETENTION",
          "memory_retention",
          seconds("3600", "315360000"),
          "7776000",
          "How long a crew remembers something for a caller");

  static final Key<Duration> INPUT_EXPIRY =
      EXECUTION.key(
          "HUMAN_INPUT_EXPIRY",
          "input_expiry",
          seconds("1", "31536000"),
          "86400",
          "How long a question to people stays open where the crew does not say");

  private ExecutionSection() {}

  static ExecutionSettings read(Values in) {
    var timeout = in.get(TIMEOUT);
    var timeoutMax = in.get(TIMEOUT_MAX);
    if (timeout.compareTo(timeoutMax) > 0) {
      in.refuse(TIMEOUT, "at most EXECUTION_TIMEOUT_MAX");
      timeoutMax = timeout;
    }
    return new ExecutionSettings(
        timeout,
        timeoutMax,
        in.get(MAX_RETRIES),
        in.get(CONCURRENT_MAX),
        in.get(QUEUED_MAX),
        in.get(CALLER_MAX),
        in.get(SHUTDOWN_GRACE),
        in.get(PARALLEL_MAX),
        in.get(LEASE_TTL),
        in.get(RETENTION),
        in.get(INPUT_EXPIRY),
        in.get(MEMORY_RETENTION));
  }
}
