package dev.rcrewai.store.redis;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.Nanos;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of a script: its arguments in order. What is missing is the empty text. */
final class Call {
  private final Script script;
  private final List<String> arguments = new ArrayList<>();
  private int length;

  Call(Script script) {
    this.script = script;
  }

  Call text(@Nullable String value) {
    var argument = value == null ? "" : value;
    arguments.add(argument);
    length += argument.length();
    return this;
  }

  /** The same call with one argument more. */
  Call with(long value) {
    var more = new Call(script);
    arguments.forEach(more::text);
    return more.number(value);
  }

  Call number(long value) {
    return text(Long.toString(value));
  }

  Call flag(boolean value) {
    return number(value ? 1 : 0);
  }

  Call id(ExecutionId value) {
    return text(value.text());
  }

  Call node(@Nullable NodeId value) {
    return text(value == null ? null : value.text());
  }

  Call time(@Nullable Instant value) {
    return text(value == null ? null : hex(value));
  }

  /** An event's place and time, empty where there is none. */
  Call event(@Nullable Event event) {
    return event == null ? text("").text("") : number(event.seq()).time(event.at());
  }

  /** An instant as 16 hex digits that sort as time does. */
  static String hex(Instant instant) {
    return HexFormat.of().toHexDigits(Nanos.of(instant) ^ Long.MIN_VALUE);
  }

  static Instant instant(String hex) {
    return Nanos.read(HexFormat.fromHexDigitsToLong(hex) ^ Long.MIN_VALUE);
  }

  Script script() {
    return script;
  }

  List<String> arguments() {
    return arguments;
  }

  /** Characters of all arguments. */
  int length() {
    return length;
  }
}
