package dev.rcrewai.telemetry;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import net.logstash.logback.composite.AbstractFieldJsonProvider;
import net.logstash.logback.composite.GlobalCustomFieldsJsonProvider;
import net.logstash.logback.composite.JsonProvider;
import net.logstash.logback.composite.loggingevent.ArgumentsJsonProvider;
import net.logstash.logback.composite.loggingevent.KeyValuePairsJsonProvider;
import net.logstash.logback.composite.loggingevent.LogLevelJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggerNameJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggingEventFormattedTimestampJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggingEventJsonProviders;
import net.logstash.logback.composite.loggingevent.LoggingEventThreadNameJsonProvider;
import net.logstash.logback.composite.loggingevent.MessageJsonProvider;
import net.logstash.logback.composite.loggingevent.StackTraceJsonProvider;
import net.logstash.logback.decorate.EscapeNonAsciiJsonFactoryDecorator;
import net.logstash.logback.encoder.LoggingEventCompositeJsonEncoder;

/**
 * Log records as JSON, one object per line and ASCII only, so that no value can begin a line of its
 * own or drive a terminal: {@code timestamp level message service version environment process_id
 * thread_id logger}, {@code stack_trace} where something was thrown, then the record's own
 * key-values.
 */
final class JsonLines {
  private static final String TIMESTAMP = "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'";

  private JsonLines() {}

  static Encoder<ILoggingEvent> encoder(LoggerContext context, LogFormat format) {
    var providers = new LoggingEventJsonProviders();
    for (var provider : providers(format)) {
      providers.addProvider(provider);
    }
    var encoder = new LoggingEventCompositeJsonEncoder();
    encoder.setContext(context);
    encoder.setLineSeparator("\n");
    encoder.setJsonFactoryDecorator(new EscapeNonAsciiJsonFactoryDecorator());
    encoder.setProviders(providers);
    encoder.start();
    return encoder;
  }

  private static List<JsonProvider<ILoggingEvent>> providers(LogFormat format) {
    var stackTrace = new StackTraceJsonProvider();
    stackTrace.setThrowableConverter(StackTraces.converter());
    return List.of(
        timestamp(),
        named("level", new LogLevelJsonProvider()),
        named("message", new MessageJsonProvider()),
        constants(format),
        named("thread_id", new LoggingEventThreadNameJsonProvider()),
        named("logger", new LoggerNameJsonProvider()),
        named("stack_trace", stackTrace),
        new ArgumentsJsonProvider(),
        new KeyValuePairsJsonProvider());
  }

  private static JsonProvider<ILoggingEvent> timestamp() {
    var provider = named("timestamp", new LoggingEventFormattedTimestampJsonProvider());
    provider.setPattern(TIMESTAMP);
    provider.setTimeZone("UTC");
    return provider;
  }

  private static JsonProvider<ILoggingEvent> constants(LogFormat format) {
    var provider = new GlobalCustomFieldsJsonProvider<ILoggingEvent>();
    provider.setCustomFieldsNode(
        JsonNodeFactory.instance
            .objectNode()
            .put("service", "rcrewai")
            .put("version", format.version())
            .put("environment", format.environment())
            .put("process_id", ProcessHandle.current().pid()));
    return provider;
  }

  private static <P extends AbstractFieldJsonProvider<ILoggingEvent>> P named(String name, P of) {
    of.setFieldName(name);
    return of;
  }
}
