package dev.rcrewai.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.sandbox.Delivery.Drip;
import dev.rcrewai.sandbox.Delivery.Fault;
import dev.rcrewai.sandbox.Delivery.Latency;
import dev.rcrewai.sandbox.Plan.End;
import dev.rcrewai.sandbox.Plan.Stretch;
import dev.rcrewai.sandbox.Wire.Body;
import dev.rcrewai.sandbox.Wire.Piece;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final Body BODY =
      new Body(
          "text/plain",
          true,
          List.of(piece("head ", 0), piece("one ", 2), piece("two ", 3), piece("end", 0)));

  @Test
  void answerWithoutPace_leavesAtOnce() {
    assertThat(Plan.of(BODY, Delivery.AT_ONCE, 1))
        .isEqualTo(new Plan(0, List.of(stretch(0, "head one two end")), End.COMPLETE));
  }

  @Test
  void tokensPerSecond_paceThePieces() {
    var delivery = new Delivery(Latency.NONE, 10, null, Fault.NONE);
    assertThat(Plan.of(BODY, delivery, 1).stretches())
        .containsExactly(stretch(0, "head "), stretch(200, "one "), stretch(300, "two end"));
  }

  @Test
  void drip_slicesAnywhere() {
    var delivery = new Delivery(Latency.NONE, 0, new Drip(7, Duration.ofMillis(5)), Fault.NONE);
    assertThat(Plan.of(BODY, delivery, 1).stretches())
        .containsExactly(stretch(0, "head on"), stretch(5, "e two e"), stretch(5, "nd"));
  }

  @Test
  void dropMidStream_sendsHalfOfTheBytes() {
    var delivery = new Delivery(Latency.NONE, 10, null, Fault.DROP_MID_STREAM);
    assertThat(Plan.of(BODY, delivery, 1))
        .isEqualTo(new Plan(0, List.of(stretch(0, "head "), stretch(200, "one")), End.CUT));
  }

  @Test
  void latencyRange_isDrawnFromTheRequestAlone() {
    var latency = new Latency(Duration.ofMillis(100), Duration.ofMillis(300));
    var delivery = new Delivery(latency, 0, null, Fault.NONE);
    assertThat(Plan.of(BODY, delivery, 42)).isEqualTo(Plan.of(BODY, delivery, 42));
    assertThat(LongStream.range(0, 1000).map(i -> Plan.of(BODY, delivery, i).latencyMillis()))
        .allMatch(millis -> millis >= 100 && millis <= 300)
        .anyMatch(millis -> millis < 120)
        .anyMatch(millis -> millis > 280);
  }

  @Test
  void answerThatWouldTakeMoreThanTenMinutes_isCutThere() {
    var delivery = new Delivery(Latency.NONE, 0, new Drip(1, Duration.ofMinutes(4)), Fault.NONE);
    var plan = Plan.of(BODY, delivery, 1);
    assertThat(plan.end()).isEqualTo(End.CUT);
    assertThat(plan.stretches()).hasSize(3);
  }

  private static Piece piece(String text, int tokens) {
    return new Piece(Buffer.buffer(text), tokens);
  }

  private static Stretch stretch(long pause, String text) {
    return new Stretch(pause, Buffer.buffer(text));
  }
}
