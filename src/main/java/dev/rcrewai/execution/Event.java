package dev.rcrewai.execution;

import java.time.Instant;

/**
 * One entry of a journal.
 *
 * @param seq contiguous from 1 within its execution
 * @param at when it was born; never before its predecessor's
 */
public record Event(long seq, Instant at, EventData data) {
  public Event {
    if (seq < 1) {
      throw new IllegalArgumentException("seq is " + seq + "; events count from 1");
    }
  }
}
