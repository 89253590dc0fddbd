package dev.rcrewai.telemetry;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The log of this process: one line per record, written by a thread of its own, so that a reader
 * who stops reading never stops an event loop. Where that thread falls {@link #QUEUE_MAX} records
 * behind, new ones are dropped. Configure it once, close it last.
 */
public final class Logging implements AutoCloseable {
  /** Records waiting to be written. */
  static final int QUEUE_MAX = 8192;

  private final LoggerContext context;

  private Logging(LoggerContext context) {
    this.context = context;
  }

  /** Where the lines go. */
  public enum Target {
    STDOUT("System.out"),
    STDERR("System.err");

    private final String stream;

    Target(String stream) {
      this.stream = stream;
    }
  }

  /** Replaces whatever logging was set up before. */
  public static Logging configure(LogFormat format, Target target) {
    var console = new ConsoleAppender<ILoggingEvent>();
    console.setTarget(target.stream);
    SLF4JBridgeHandler.removeHandlersForRootLogger(); // a library's lines would be no lines of ours
    SLF4JBridgeHandler.install();
    return configure((LoggerContext) LoggerFactory.getILoggerFactory(), format, console);
  }

  static Logging configure(
      LoggerContext context, LogFormat format, OutputStreamAppender<ILoggingEvent> output) {
    context.reset();
    output.setEncoder(encoder(context, format));
    output.setContext(context);
    output.start();
    var queue = in(context, new AsyncAppender());
    queue.setQueueSize(QUEUE_MAX);
    queue.setDiscardingThreshold(0);
    queue.setNeverBlock(true);
    queue.addAppender(output);
    queue.start();
    var own = Level.toLevel(format.level());
    context.getLogger("dev.rcrewai").setLevel(own);
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(own.isGreaterOrEqual(Level.WARN) ? own : Level.WARN);
    context.getLogger("io.opentelemetry").setLevel(Level.OFF); // we tell of failures, and rarely
    // It asks for a module that is not a standard one yet, and does without.
    context.getLogger("org.apache.lucene.internal.vectorization").setLevel(Level.ERROR);
    root.addAppender(queue);
    return new Logging(context);
  }

  /** Writes what is waiting, then logs no more. */
  @Override
  public void close() {
    context.stop();
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogFormat format) {
    if (format.structured()) {
      return JsonLines.encoder(context, format);
    }
    var layout = in(context, new TextLine());
    layout.start();
    var encoder = in(context, new LayoutWrappingEncoder<ILoggingEvent>());
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    return encoder;
  }

  private static <T extends ContextAwareBase> T in(LoggerContext context, T part) {
    part.setContext(context);
    return part;
  }
}
