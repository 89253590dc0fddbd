package dev.rcrewai.gateway;

/** The headers of messages that are no headers or parameters of HTTP's. */
final class Headers {
  /** Of an answer: its HTTP status. */
  static final String STATUS = "status";

  /** Of a request: until when its sender waits for the answer, as RFC 3339 has it. */
  static final String DEADLINE = "deadline";

  /** Of a request for a stream: the address at which its sender takes events. */
  static final String EVENTS_ADDRESS = "events-address";

  /** Of a request for a stream and of what acknowledges events: how many may come next. */
  static final String CREDIT = "credit";

  /** Of a message of a stream: {@code events}, {@code heartbeat} or {@code end}. */
  static final String KIND = "kind";

  /** Of the end of a stream: why. */
  static final String REASON = "reason";

  /** Of the end of a stream: the last seq that was acknowledged. */
  static final String RESUME_AFTER = "resume-after";

  private Headers() {}
}
