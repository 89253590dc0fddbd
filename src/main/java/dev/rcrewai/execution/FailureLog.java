package dev.rcrewai.execution;

import static net.logstash.logback.argument.StructuredArguments.kv;

import io.vertx.core.Future;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;

/**
 * Logs the first of a row of failures, and the success that ends it: what is tried again and again
 * would otherwise fill the log while the store is away. Thread-safe.
 */
final class FailureLog {
  private final Logger log;
  private final Set<String> failing = ConcurrentHashMap.newKeySet();

  FailureLog(Logger log) {
    this.log = log;
  }

  /** The same future; {@code what} names the attempts that belong together. */
  <T> Future<T> of(String what, Future<T> attempt) {
    return attempt
        .onFailure(cause -> {
          if (failing.add(what)) {
            log.warn("the store fails: {} {}", kv("what", what), kv("cause", cause.toString()));
          }
        })
        .onSuccess(_ -> {
          if (failing.remove(what)) {
            log.info("the store works again: {}", kv("what", what));
          }
        });
  }
}
