package dev.rcrewai.crew;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** JSON values as CEL knows them: whole numbers are longs, other ones doubles. */
final class CelValues {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CelValues() {}

  static Object of(Condition.Fact fact) {
    var json = fact.json();
    return Map.of(
        "status", fact.status(),
        "output", fact.output(),
        "json", json == null ? NullValue.NULL_VALUE : of(JSON.convertValue(json, Object.class)));
  }

  static Object of(@Nullable Object value) {
    return switch (value) {
      case null -> NullValue.NULL_VALUE;
      case Map<?, ?> map -> {
        var copy = new HashMap<String, Object>();
        map.forEach((key, each) -> copy.put(String.valueOf(key), of(each)));
        yield copy;
      }
      case List<?> list -> list.stream().map(CelValues::of).toList();
      case JsonNode node -> of(JSON.convertValue(node, Object.class));
      case Integer number -> number.longValue();
      case Float number -> number.doubleValue();
      case BigInteger number -> number.doubleValue();
      case BigDecimal number -> number.doubleValue();
      default -> value;
    };
  }

  /** What an evaluation gave, as JSON has it; a map's keys are sorted. */
  static @Nullable Object json(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case NullValue _ -> null;
      case Map<?, ?> map -> {
        var copy = new TreeMap<String, @Nullable Object>();
        map.forEach((key, each) -> copy.put(String.valueOf(key), json(each)));
        yield copy;
      }
      case List<?> list -> {
        var copy = new ArrayList<@Nullable Object>();
        list.forEach(each -> copy.add(json(each)));
        yield copy;
      }
      case Boolean _, Number _, String _ -> value;
      default -> String.valueOf(value); // a time, a duration
    };
  }
}
