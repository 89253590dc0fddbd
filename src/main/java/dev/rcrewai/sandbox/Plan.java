package dev.rcrewai.sandbox;

import dev.rcrewai.sandbox.Wire.Body;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * When each stretch of a response leaves.
 *
 * @param latencyMillis before the status line
 */
record Plan(long latencyMillis, List<Stretch> stretches, End end) {
  Plan {
    stretches = List.copyOf(stretches);
  }

  /**
   * @param pauseMillis after what came before it
   */
  record Stretch(long pauseMillis, Buffer bytes) {}

  /** What comes after the last stretch. */
  enum End {
    COMPLETE,
    /** The connection is closed after what was sent. */
    CUT,
    /** The connection is closed before the status line. */
    CUT_BEFORE_HEADERS,
    /** The client is left waiting. */
    NEVER
  }

  /**
   * @param fingerprint of the request: the same one gets the same latency
   */
  static Plan of(Body body, Delivery delivery, long fingerprint) {
    long latency = delivery.latency().millis(new SplittableRandom(fingerprint).nextDouble());
    return switch (delivery.fault()) {
      case HANG -> new Plan(latency, List.of(), End.NEVER);
      case DROP_BEFORE_HEADERS -> new Plan(latency, List.of(), End.CUT_BEFORE_HEADERS);
      case DROP_MID_STREAM -> {
        int half = body.bytes().length() / 2;
        yield inTime(latency, cut(stretches(body, delivery), half), End.CUT);
      }
      case NONE, MALFORMED -> inTime(latency, stretches(body, delivery), End.COMPLETE);
    };
  }

  private static List<Stretch> stretches(Body body, Delivery delivery) {
    var drip = delivery.drip();
    if (drip != null) {
      return dripped(body.bytes(), drip);
    }
    var stretches = new ArrayList<Stretch>();
    var waiting = Buffer.buffer();
    int pace = delivery.tokensPerSecond();
    long tokens = 0;
    long sent = 0;
    long due = 0;
    for (var piece : body.pieces()) {
      tokens += piece.tokens();
      long at = pace == 0 ? 0 : tokens * 1000 / pace;
      if (at > due && waiting.length() > 0) {
        stretches.add(new Stretch(due - sent, waiting));
        sent = due;
        waiting = Buffer.buffer();
      }
      due = at;
      waiting.appendBuffer(piece.bytes());
    }
    stretches.add(new Stretch(due - sent, waiting));
    return stretches;
  }

  private static List<Stretch> dripped(Buffer bytes, Delivery.Drip drip) {
    var stretches = new ArrayList<Stretch>();
    long pause = Math.max(1, drip.every().toMillis());
    for (int i = 0; i < bytes.length(); i += drip.bytes()) {
      int end = Math.min(bytes.length(), i + drip.bytes());
      stretches.add(new Stretch(i == 0 ? 0 : pause, bytes.slice(i, end)));
    }
    return stretches;
  }

  /** The first so many bytes. */
  private static List<Stretch> cut(List<Stretch> stretches, int bytesMax) {
    var kept = new ArrayList<Stretch>();
    int left = bytesMax;
    for (var stretch : stretches) {
      if (left > 0) {
        int length = Math.min(left, stretch.bytes().length());
        kept.add(new Stretch(stretch.pauseMillis(), stretch.bytes().slice(0, length)));
        left -= length;
      }
    }
    return kept;
  }

  private static Plan inTime(long latency, List<Stretch> stretches, End end) {
    var kept = new ArrayList<Stretch>();
    long at = latency;
    for (var stretch : stretches) {
      at += stretch.pauseMillis();
      if (at > Delivery.TIME_MAX.toMillis()) {
        return new Plan(latency, kept, End.CUT);
      }
      kept.add(stretch);
    }
    return new Plan(latency, kept, end);
  }
}
