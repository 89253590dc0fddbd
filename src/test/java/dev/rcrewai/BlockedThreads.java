package dev.rcrewai;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.internal.threadchecker.BlockedThreadChecker;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Fails a test during which something blocked an event loop for seconds. */
public final class BlockedThreads implements BeforeEachCallback, AfterEachCallback {
  private final ListAppender<ILoggingEvent> warnings = new ListAppender<>();

  @Override
  public void beforeEach(ExtensionContext test) {
    warnings.list.clear();
    warnings.start();
    logger().addAppender(warnings);
  }

  @Override
  public void afterEach(ExtensionContext test) {
    logger().detachAppender(warnings);
    assertThat(warnings.list).as("warnings of blocked threads").isEmpty();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(BlockedThreadChecker.class);
  }
}
