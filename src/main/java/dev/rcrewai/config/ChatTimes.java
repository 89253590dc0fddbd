package dev.rcrewai.config;

import java.time.Duration;

/**
 * How long one attempt at a chat may take.
 *
 * @param connect until the provider has accepted the connection
 * @param firstToken from then until the first byte of an answer that is streamed
 * @param silence between two pieces of an answer that is streamed
 * @param whole from send to the last byte; it holds whatever the others allow
 */
public record ChatTimes(Duration connect, Duration firstToken, Duration silence, Duration whole) {
  public ChatTimes {
    Require.positive("connect", connect);
    Require.positive("firstToken", firstToken);
    Require.positive("silence", silence);
    Require.positive("whole", whole);
  }
}
