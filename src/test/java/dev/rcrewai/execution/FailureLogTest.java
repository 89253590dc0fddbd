package dev.rcrewai.execution;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** One line when a row of failures begins, and one when it is over. */
class FailureLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger("failure-log-test");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final FailureLog failures = new FailureLog(logger);

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(lines);
  }

  @Test
  void rowOfFailures_isLoggedOnce_andItsEndOnce() {
    failures.of("claiming", Future.succeededFuture());
    for (int i = 0; i < 3; i++) {
      failures.of("claiming", Future.failedFuture("away"));
    }
    failures.of("renewing", Future.failedFuture("away"));
    failures.of("claiming", Future.succeededFuture());
    failures.of("claiming", Future.succeededFuture());

    assertThat(lines.list)
        .extracting(line -> line.getLevel() + " " + line.getFormattedMessage())
        .containsExactly(
            "WARN the store fails: what=claiming cause=io.vertx.core.impl.NoStackTraceThrowable:"
                + " away",
            "WARN the store fails: what=renewing cause=io.vertx.core.impl.NoStackTraceThrowable:"
                + " away",
            "INFO the store works again: what=claiming");
  }
}
