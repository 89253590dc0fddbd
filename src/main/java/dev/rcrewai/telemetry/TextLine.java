package dev.rcrewai.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.CoreConstants;
import ch.qos.logback.core.LayoutBase;
import java.time.temporal.ChronoUnit;
import java.util.List;
import net.logstash.logback.argument.StructuredArgument;
import net.logstash.logback.marker.SingleFieldAppendingMarker;
import net.logstash.logback.stacktrace.ShortenedThrowableConverter;

/**
 * Log records as text for people, one line each: time, level, class, message, key-values, and the
 * stack trace with {@code |} between its lines.
 */
final class TextLine extends LayoutBase<ILoggingEvent> {
  private final ShortenedThrowableConverter stackTraces = StackTraces.converter();

  @Override
  public String doLayout(ILoggingEvent event) {
    var line = new StringBuilder(160);
    line.append(event.getInstant().truncatedTo(ChronoUnit.MILLIS));
    line.append(String.format(" %-5s %s ", event.getLevel(), simpleName(event.getLoggerName())));
    line.append(OneLine.of(event.getFormattedMessage()));
    arguments(event).forEach(argument -> append(line, argument));
    if (event.getKeyValuePairs() != null) {
      event.getKeyValuePairs().forEach(pair -> append(line, pair.key, String.valueOf(pair.value)));
    }
    if (event.getThrowableProxy() != null) {
      stackTraces.convert(event).lines().forEach(at -> line.append(" | ").append(OneLine.of(at)));
    }
    return line.append(CoreConstants.LINE_SEPARATOR).toString();
  }

  private static List<Object> arguments(ILoggingEvent event) {
    return event.getArgumentArray() == null ? List.of() : List.of(event.getArgumentArray());
  }

  private static void append(StringBuilder line, Object argument) {
    switch (argument) {
      case SingleFieldAppendingMarker field -> {
        String shown = field.toString();
        append(line, field.getFieldName(), shown.substring(shown.indexOf('=') + 1));
      }
      case StructuredArgument other -> line.append(' ').append(OneLine.of(other.toString()));
      default -> {} // a part of the message
    }
  }

  private static void append(StringBuilder line, String key, String value) {
    line.append(' ').append(OneLine.of(key)).append('=').append(OneLine.quoted(value));
  }

  private static String simpleName(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }
}
