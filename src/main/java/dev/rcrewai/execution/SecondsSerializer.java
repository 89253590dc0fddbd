package dev.rcrewai.execution;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;

/** Writes durations as seconds without trailing zeros: {@code 300}, {@code 1.5}. */
final class SecondsSerializer extends StdSerializer<Duration> {
  SecondsSerializer() {
    super(Duration.class);
  }

  @Override
  public void serialize(Duration value, JsonGenerator json, SerializerProvider provider)
      throws IOException {
    long seconds = value.getSeconds();
    int nanos = value.getNano();
    if (nanos == 0) {
      json.writeNumber(seconds);
    } else {
      var fraction = BigDecimal.valueOf(nanos, 9).stripTrailingZeros();
      json.writeNumber(BigDecimal.valueOf(seconds).add(fraction));
    }
  }
}
