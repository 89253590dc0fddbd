package dev.rcrewai.step;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where work stands in a distributed trace, in the words of W3C Trace Context: the trace, and the
 * span that the work is part of. It travels in headers, and in an execution's {@code metadata}, so
 * that every node goes on with the same trace.
 *
 * @param parent a {@code traceparent}; empty outside of any trace
 * @param state the {@code tracestate} beside it, which is others' and only passed on; may be empty
 */
public record TraceContext(String parent, String state) {
  /** No trace. */
  public static final TraceContext NONE = new TraceContext("", "");

  private static final String PARENT = "traceparent";
  private static final String STATE = "tracestate";

  /** Section 3.2; of a later version what this one knows is read, as section 4.3 asks. */
  private static final Pattern PARENT_FORM =
      Pattern.compile(
          "(?!ff)(?<version>[0-9a-f]{2})"
              + "-(?<rest>(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2})(?<more>-.*)?");

  /** Section 3.3, as far as it can harm: its members are for others to read. */
  private static final Pattern STATE_FORM = Pattern.compile("[\\x20-\\x7e]{1,512}");

  private static final String VERSION = "00";
  private static final int TRACE_ID_FROM = 3;
  private static final int SPAN_ID_FROM = 36;
  private static final int FLAGS_FROM = 53;
  private static final int SPAN_ID_BYTES = 8;

  private static final int HEXADECIMAL = 16;

  /** Section 3.2.2.5.1. */
  private static final int SAMPLED = 1;

  /**
   * What a caller sent; {@link #NONE} where it sent nothing or something that is no trace.
   *
   * @param parents every {@code traceparent} header
   * @param states every {@code tracestate} header
   */
  public static TraceContext of(List<String> parents, List<String> states) {
    return parents.size() == 1 ? of(parents.getFirst(), String.join(",", states)) : NONE;
  }

  /** What was recorded of an execution. */
  public static TraceContext of(Map<String, String> metadata) {
    return of(metadata.getOrDefault(PARENT, ""), metadata.getOrDefault(STATE, ""));
  }

  /** A span of ours, below others' state. */
  public static TraceContext of(String traceId, String spanId, String flags, String state) {
    return new TraceContext(String.join("-", VERSION, traceId, spanId, flags), state);
  }

  private static TraceContext of(String parent, String state) {
    var read = PARENT_FORM.matcher(parent);
    if (!read.matches() || (read.group("version").equals(VERSION) && read.group("more") != null)) {
      return NONE;
    }
    return new TraceContext(
        VERSION + "-" + read.group("rest"), STATE_FORM.matcher(state).matches() ? state : "");
  }

  /** Whether there is a trace. */
  public boolean isPresent() {
    return !parent.isEmpty();
  }

  /** Whether what belongs to it is kept. Nobody ever sees the spans of one that is not. */
  public boolean isSampled() {
    return isPresent()
        && (Character.digit(parent.charAt(FLAGS_FROM + 1), HEXADECIMAL) & SAMPLED) != 0;
  }

  /** 32 hexadecimal digits; empty outside of any trace. */
  public String traceId() {
    return isPresent() ? parent.substring(TRACE_ID_FROM, SPAN_ID_FROM - 1) : "";
  }

  /** 16 hexadecimal digits; empty outside of any trace. */
  public String spanId() {
    return isPresent() ? parent.substring(SPAN_ID_FROM, FLAGS_FROM - 1) : "";
  }

  /**
   * The span of an execution in this trace: every node finds the same one. Where nobody will see
   * it, that of whoever asked for it stands for it, here and below.
   */
  public TraceContext of(ExecutionId execution) {
    return at(execution.text());
  }

  /** The span of the task, or execution, under which that path lies: every node finds the same. */
  public TraceContext of(ExecutionId execution, StepPath path) {
    return path.isOfTask() ? at(execution.text() + "/" + path.taskName()) : above(execution, path);
  }

  /** The span in which that of the path's task lies: the execution's, or one of a flow's run. */
  public TraceContext above(ExecutionId execution, StepPath path) {
    return path.run().isEmpty() ? of(execution) : at(execution.text() + "/" + path.run());
  }

  private TraceContext at(String name) {
    return isSampled() ? of(traceId(), id(name), parent.substring(FLAGS_FROM), state) : this;
  }

  /** The same without what other vendors wrote, for those whom it is not meant for. */
  public TraceContext withoutState() {
    return new TraceContext(parent, "");
  }

  /** As headers of a request; none outside of any trace. */
  public Map<String, String> headers() {
    var headers = new LinkedHashMap<String, String>();
    if (isPresent()) {
      headers.put(PARENT, parent);
      if (!state.isEmpty()) {
        headers.put(STATE, state);
      }
    }
    return headers;
  }

  /** The metadata with this trace in the place of another; as they are where there is none. */
  public Map<String, String> recordedIn(Map<String, String> metadata) {
    if (!isPresent()) {
      return metadata;
    }
    var recorded = new LinkedHashMap<>(metadata);
    recorded.remove(STATE);
    recorded.putAll(headers());
    return recorded;
  }

  private static String id(String name) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, SPAN_ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
