package dev.rcrewai.gateway;

import dev.rcrewai.operation.Exchange;
import dev.rcrewai.operation.Operation;
import dev.rcrewai.operation.Problem;
import dev.rcrewai.operation.Problems;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;

/** Does nothing for a sender that has stopped waiting before its message was read. */
record InTime(Operation operation, InstantSource clock) implements Operation {
  private static final Problem LATE =
      Problem.of(504, "deadline_passed", "The deadline had passed before the message was read");

  @Override
  public String id() {
    return operation.id();
  }

  @Override
  public void handle(Exchange exchange) {
    var deadline = exchange.header(Headers.DEADLINE);
    try {
      if (deadline.isPresent() && Instant.parse(deadline.get()).isBefore(clock.instant())) {
        exchange.problem(LATE);
        return;
      }
    } catch (DateTimeParseException e) {
      exchange.problem(Problems.invalid("deadline must be an RFC 3339 date-time in UTC"));
      return;
    }
    operation.handle(exchange);
  }
}
