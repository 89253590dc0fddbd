package dev.rcrewai.telemetry;

import static net.logstash.logback.argument.StructuredArguments.fields;
import static net.logstash.logback.argument.StructuredArguments.kv;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
  private static final LogFormat JSON = new LogFormat("INFO", true, "1.2.3", "staging");
  private static final LogFormat TEXT = new LogFormat("INFO", false, "1.2.3", "staging");

  @Test
  void info_structured_hasTheSeedsFieldsAndTheRecordsOwn() {
    var line = json(log -> log.info("chat answered", kv("provider", "openai"), kv("attempt", 2)));
    assertThat(line.fieldNames())
        .containsExactly(
            "timestamp",
            "level",
            "message",
            "service",
            "version",
            "environment",
            "process_id",
            "thread_id",
            "logger",
            "provider",
            "attempt");
    assertThat(line.getString("timestamp"))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    line.remove("timestamp");
    assertThat(line)
        .isEqualTo(
            new JsonObject()
                .put("level", "INFO")
                .put("message", "chat answered")
                .put("service", "rcrewai")
                .put("version", "1.2.3")
                .put("environment", "staging")
                .put("process_id", ProcessHandle.current().pid())
                .put("thread_id", Thread.currentThread().getName())
                .put("logger", "dev.rcrewai.llm.LlmVerticle")
                .put("provider", "openai")
                .put("attempt", 2));
  }

  @Test
  void error_structured_hasABoundedStackTraceWithItsCause() {
    var line = json(log -> log.error("store failed", failure(200)));
    assertThat(line.getString("stack_trace"))
        .startsWith("java.lang.IllegalStateException: no disk")
        .contains("Caused by: java.lang.IllegalArgumentException: root")
        .hasSizeLessThan(17_000);
  }

  @Test
  void info_fluentKeyValues_areFieldsToo() {
    assertThat(json(log -> log.atInfo().addKeyValue("crew", "support").log("started")))
        .contains(Map.entry("crew", "support"));
  }

  @Test
  void info_nastyValues_stayOneJsonObjectPerLineAndAreKept() {
    var nasty = nastyValues();
    var lines =
        lines(JSON, log -> nasty.forEach(value -> log.info("seen {}", value, kv("v", value))));
    assertThat(lines).hasSize(50).allMatch(line -> line.chars().allMatch(c -> c >= 32 && c < 127));
    assertThat(lines.stream().map(line -> new JsonObject(line).getString("v")))
        .containsExactlyElementsOf(nasty);
  }

  @Test
  void info_nastyValuesAsText_stayOneLineEach() {
    var lines =
        lines(
            TEXT,
            log ->
                nastyValues()
                    .forEach(
                        v -> log.info("seen {}", v, kv("v", v), new IllegalStateException(v))));
    assertThat(lines)
        .hasSize(50)
        .allMatch(line -> line.matches("[0-9TZ:.-]+ INFO  LlmVerticle seen .*"))
        .allMatch(line -> line.chars().allMatch(c -> c >= 32 && c != 127 && (c < 128 || c > 159)))
        .noneMatch(line -> line.matches(".*[\u2028\u2029\u202e].*"));
  }

  @Test
  void info_text_isReadable() {
    var line =
        lines(
                TEXT,
                log ->
                    log.atInfo()
                        .addKeyValue("crew", "support")
                        .addArgument(kv("task", "a \"b\" c"))
                        .addArgument(kv("attempt", 2))
                        .addArgument(fields(1))
                        .log("task started"))
            .getFirst();
    assertThat(line)
        .endsWith(
            " INFO  LlmVerticle task started task=\"a \\\"b\\\" c\" attempt=2 1 crew=support");
  }

  @Test
  void error_text_keepsTheStackTraceOnItsLine() {
    assertThat(lines(TEXT, log -> log.error("store failed", failure(0))).getFirst())
        .contains("store failed | java.lang.IllegalStateException: no disk | \\tat dev.rcrewai");
  }

  @Test
  void level_ownRecordsBelowIt_areNotWritten() {
    var format = new LogFormat("WARN", true, "1", "test");
    assertThat(lines(format, log -> log.info("quiet"))).isEmpty();
    assertThat(lines(format, log -> log.warn("loud"))).hasSize(1);
  }

  @Test
  void level_debug_letsLibrariesSpeakFromWarnOn() {
    var format = new LogFormat("DEBUG", true, "1", "test");
    assertThat(lines(format, "io.netty.Channel", log -> log.info("chatter"))).isEmpty();
    assertThat(lines(format, "io.netty.Channel", log -> log.warn("leak"))).hasSize(1);
    assertThat(lines(format, log -> log.debug("ours"))).hasSize(1);
  }

  @Test
  void level_error_silencesLibrariesWarnings() {
    var format = new LogFormat("ERROR", true, "1", "test");
    assertThat(lines(format, "io.netty.Channel", log -> log.warn("leak"))).isEmpty();
  }

  @Test
  void configure_stderr_writesThereAndStopsWithItsClose() throws Exception {
    var bytes = new ByteArrayOutputStream();
    var before = System.err;
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    var log = LoggerFactory.getLogger("dev.rcrewai.Main");
    try {
      try (var _ = Logging.configure(TEXT, Logging.Target.STDERR)) {
        log.info("listening");
      }
      log.info("too late");
    } finally {
      System.setErr(before);
      new ContextInitializer((LoggerContext) LoggerFactory.getILoggerFactory()).autoConfig();
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("INFO  Main listening")
        .doesNotContain("too late");
  }

  private static IllegalStateException failure(int depth) {
    return depth == 0
        ? new IllegalStateException("no disk", new IllegalArgumentException("root"))
        : failure(depth - 1);
  }

  private static List<String> nastyValues() {
    var breaks =
        List.of(
            "\r\n",
            "\n",
            "\r",
            "\u2028",
            "\u2029",
            "\u0085",
            "\u001b[2J",
            "\u009b2J",
            "\u202e",
            "\0");
    var values = new ArrayList<String>();
    for (var nasty : breaks) {
      values.add(nasty);
      values.add("a" + nasty + "b");
      values.add(nasty + nasty + "{\"level\":\"ERROR\"}");
      values.add("\"" + nasty + "\\");
      values.add("end" + nasty);
    }
    return values;
  }

  private static JsonObject json(Consumer<Logger> logs) {
    return new JsonObject(lines(JSON, logs).getFirst());
  }

  private static List<String> lines(LogFormat format, Consumer<Logger> logs) {
    return lines(format, "dev.rcrewai.llm.LlmVerticle", logs);
  }

  private static List<String> lines(LogFormat format, String logger, Consumer<Logger> logs) {
    var bytes = new ByteArrayOutputStream();
    var output = new OutputStreamAppender<ILoggingEvent>();
    output.setOutputStream(bytes);
    var context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    try (var _ = Logging.configure(context, format, output)) {
      logs.accept(Objects.requireNonNull(context.getLogger(logger)));
    }
    var text = bytes.toString(StandardCharsets.UTF_8);
    return text.isEmpty()
        ? List.of()
        : List.of(text.substring(0, text.length() - 1).split("\n", -1));
  }
}
