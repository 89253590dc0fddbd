package dev.rcrewai.store.postgres;

import dev.rcrewai.step.ExecutionId;
import io.vertx.sqlclient.Tuple;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One argument of a function that takes many writes: an array with an element for each.
 *
 * @param type of an element
 */
record Column<W>(Class<?> type, Function<W, @Nullable Object> value) {

  static <W> Column<W> text(Function<W, @Nullable String> value) {
    return new Column<>(String.class, value::apply);
  }

  static <W> Column<W> number(Function<W, @Nullable Long> value) {
    return new Column<>(Long.class, value::apply);
  }

  static <W> Column<W> integer(Function<W, Integer> value) {
    return new Column<>(Integer.class, value::apply);
  }

  /** As text: the driver has no arrays of them with nulls in. */
  static <W> Column<W> decimal(Function<W, @Nullable BigDecimal> value) {
    return text(write -> {
      var number = value.apply(write);
      return number == null ? null : number.toPlainString();
    });
  }

  static <W> Column<W> flag(Function<W, Boolean> value) {
    return new Column<>(Boolean.class, value::apply);
  }

  static <W> Column<W> id(Function<W, ExecutionId> value) {
    return new Column<>(UUID.class, write -> SummaryRow.uuid(value.apply(write)));
  }

  static <W> Column<W> time(Function<W, @Nullable Instant> value) {
    return number(write -> SummaryRow.nanos(value.apply(write)));
  }

  /** Adds the columns of these writes to the arguments of a statement. */
  static <W> Tuple add(List<Column<W>> columns, List<W> writes, Tuple arguments) {
    columns.forEach(column -> arguments.addValue(column.of(writes)));
    return arguments;
  }

  /** Its elements. */
  Object of(List<W> writes) {
    var elements = (@Nullable Object[]) Array.newInstance(type, writes.size());
    for (int i = 0; i < elements.length; i++) {
      elements[i] = value.apply(writes.get(i));
    }
    return elements;
  }

  /** A call of a function with so many arguments from there on: {@code function($3, $4)}. */
  static String call(String function, int first, int arguments) {
    return IntStream.range(first, first + arguments)
        .mapToObj(i -> "$" + i)
        .collect(Collectors.joining(", ", function + "(", ")"));
  }
}
