package dev.rcrewai.sandbox;

import dev.rcrewai.sandbox.Answer.Finish;
import dev.rcrewai.sandbox.Delivery.Fault;
import dev.rcrewai.sandbox.Delivery.Latency;
import dev.rcrewai.sandbox.Yaml.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code answer}: what is said, and how it travels. */
final class AnswerReader {
  private static final int TOOL_CALLS_MAX = 100;
  private static final int TOKENS_PER_SECOND_MAX = 100_000;
  private static final Answer NOTHING = new Answer.Raw("");

  private final Fields fields;
  private final Set<String> names;
  private final Problems problems;

  /**
   * @param names what templates may refer to
   */
  AnswerReader(@Nullable Yaml yaml, Set<String> names, Problems problems) {
    this.fields = new Fields(yaml, "answer", problems);
    this.names = names;
    this.problems = problems;
  }

  /** An answer and how it travels. */
  record Read(Reply reply, Delivery delivery) {}

  Read read() {
    var fault = fault();
    var reply = reply(fault);
    var latency = fields.take("latency", Spans::latency);
    int tokens = fields.whole("tokens_per_second", 1, TOKENS_PER_SECOND_MAX, 0);
    var drip = fields.take("drip", Spans::drip);
    fields.done();
    return new Read(
        reply, new Delivery(latency == null ? Latency.NONE : latency, tokens, drip, fault));
  }

  private Fault fault() {
    var faults = new ArrayList<Fault>();
    if (fields.flag("hang", false)) {
      faults.add(Fault.HANG);
    }
    if (fields.flag("malformed", false)) {
      faults.add(Fault.MALFORMED);
    }
    var drop = fields.take("drop", AnswerReader::drop);
    if (drop != null) {
      faults.add(drop);
    }
    if (faults.size() > 1) {
      problems.add(fields.at(), "an answer has one fault: drop, hang or malformed");
    }
    return faults.isEmpty() ? Fault.NONE : faults.getFirst();
  }

  private static Fault drop(String when) {
    return switch (when) {
      case "before_headers" -> Fault.DROP_BEFORE_HEADERS;
      case "mid_stream" -> Fault.DROP_MID_STREAM;
      default ->
          throw new IllegalArgumentException("'" + when + "' must be before_headers or mid_stream");
    };
  }

  private Reply reply(Fault fault) {
    var replies = new ArrayList<Reply>();
    if (fields.has("text") || fields.has("tool_calls")) {
      replies.add(turn());
    }
    if (fields.has("json")) {
      replies.add(new Reply.Structured(json(fields.take("json"))));
    }
    if (fields.has("body")) {
      var body = fields.text("body");
      replies.add(new Reply.Fixed(new Answer.Raw(body == null ? "" : body)));
    }
    if (fields.has("status")) {
      replies.add(new Reply.Fixed(refused()));
    }
    boolean silent = fault == Fault.HANG || fault == Fault.DROP_BEFORE_HEADERS;
    if (replies.size() != 1 && !(silent && replies.isEmpty())) {
      problems.add(
          fields.at(), "an answer is one of: text and tool_calls, json, body, status; or a fault");
    }
    return replies.isEmpty() ? new Reply.Fixed(NOTHING) : replies.getFirst();
  }

  private Reply turn() {
    var text = fields.take("text", written -> Template.parse(written.stripTrailing(), names));
    boolean disclose = fields.flag("disclose", true);
    var calls = new ArrayList<Reply.CallTemplate>();
    for (var item : fields.items("tool_calls")) {
      call(item, calls);
    }
    if (calls.size() > TOOL_CALLS_MAX) {
      problems.add(fields.at(), "more than " + TOOL_CALLS_MAX + " tool_calls");
    }
    var finish = fields.take("finish_reason", AnswerReader::finish);
    if (finish == null) {
      finish = calls.isEmpty() ? Finish.STOP : Finish.TOOL_CALLS;
    }
    var said = text == null ? new Template(List.of()) : text;
    return new Reply.Turn(said, disclose, calls, finish);
  }

  private void call(Yaml item, List<Reply.CallTemplate> calls) {
    var call = new Fields(item, "a tool call", problems);
    var name = call.text("name");
    var arguments = call.take("arguments");
    call.done();
    if (name == null) {
      problems.add(call.at(), "a tool call needs a name");
    } else {
      calls.add(
          new Reply.CallTemplate(
              name, arguments == null ? new JsonTemplate.Members(Map.of()) : json(arguments)));
    }
  }

  private JsonTemplate json(@Nullable Yaml yaml) {
    return yaml == null
        ? new JsonTemplate.Members(Map.of())
        : JsonTemplate.of(yaml, names, problems);
  }

  private static Finish finish(String text) {
    for (var finish : Finish.values()) {
      if (finish.name().toLowerCase(Locale.ROOT).equals(text)) {
        return finish;
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' must be stop, length, tool_calls or content_filter");
  }

  private Answer refused() {
    int status = fields.whole("status", 400, 599, 500);
    var retryAfter = fields.take("retry_after", Spans::duration);
    String message = null;
    String type = null;
    String code = null;
    if (fields.has("error")) {
      var error = new Fields(fields.take("error"), "error", problems);
      message = error.text("message");
      type = error.text("type");
      code = error.text("code");
      error.done();
    }
    var said = message == null ? "the sandbox was told to answer " + status : message;
    return new Answer.Refused(status, new Answer.Reason(said, type, code, retryAfter), headers());
  }

  private Map<String, String> headers() {
    var headers = new LinkedHashMap<String, String>();
    for (var entry : fields.entries("headers")) {
      if (entry.key().matches("[A-Za-z0-9-]+")
          && entry.value() instanceof Scalar(_, var value, _)
          && value.matches("[ -~]*")) {
        headers.put(entry.key(), value);
      } else {
        problems.add(entry.at(), "'" + entry.key() + "' is not a header with a plain value");
      }
    }
    return headers;
  }
}
