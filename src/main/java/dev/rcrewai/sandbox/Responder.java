package dev.rcrewai.sandbox;

import dev.rcrewai.sandbox.Delivery.Fault;
import dev.rcrewai.sandbox.Wire.Reading;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Turns the bytes of a chat request into a response; no I/O, no time. */
final class Responder {
  private final RuleBook rules;

  Responder(RuleBook rules) {
    this.rules = rules;
  }

  Response respond(Wire wire, Buffer body, UnaryOperator<@Nullable String> headers) {
    return switch (wire.read(body, headers)) {
      case Reading.Invalid(var refused) -> refuse(wire, refused);
      case Reading.Asked asked -> answer(wire, asked);
    };
  }

  /** An error that no rule asked for. */
  static Response refuse(Wire wire, int status, String message) {
    var reason = new Answer.Reason(message, null, null, null);
    return refuse(wire, new Answer.Refused(status, reason, Map.of()));
  }

  private static Response refuse(Wire wire, Answer.Refused refused) {
    var body = wire.write(refused);
    var plan = Plan.of(body, Delivery.AT_ONCE, 0);
    return new Response("", false, refused.status(), wire.headers(refused, 0), body, plan);
  }

  private Response answer(Wire wire, Reading.Asked asked) {
    RuleBook.Found found;
    try {
      found = rules.answer(asked.prompt());
    } catch (Regex.TooCostly e) {
      return refuse(wire, 500, String.valueOf(e.getMessage()));
    }
    var rule = found.rule();
    var delivery = rule.delivery();
    long fingerprint = asked.prompt().fingerprint();
    var body =
        switch (found.answer()) {
          case Answer.Said said when delivery.fault() == Fault.MALFORMED ->
              wire.writeMalformed(asked, said);
          case Answer.Said said -> wire.write(asked, said);
          case Answer.Raw raw -> wire.write(asked, raw);
          case Answer.Refused refused -> wire.write(refused);
        };
    return new Response(
        rule.name(),
        rule.record(),
        found.answer() instanceof Answer.Refused refused ? refused.status() : 200,
        wire.headers(found.answer(), fingerprint),
        body,
        Plan.of(body, delivery, fingerprint));
  }
}
