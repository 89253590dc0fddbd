package dev.rcrewai.operation;

import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorErrorType;
import io.vertx.openapi.validation.ValidatorException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what the validator found into what a caller can act on. */
final class RequestProblems {
  private static final Logger LOG = LoggerFactory.getLogger(RequestProblems.class);
  private static final Pattern REQUIRED = Pattern.compile("required property \"([^\"]*)\"");
  private static final int ERRORS_MAX = 20;

  private RequestProblems() {}

  static Problem of(Throwable cause) {
    return switch (cause) {
      case SchemaValidationException schema when schema.getOutputUnit() != null ->
          mismatch(schema.getOutputUnit());
      case ValidatorException invalid -> invalid(invalid);
      default -> {
        LOG.warn("a request could not be validated", cause);
        yield Problems.MALFORMED;
      }
    };
  }

  private static Problem invalid(ValidatorException invalid) {
    if (invalid.type() == ValidatorErrorType.UNSUPPORTED_VALUE_FORMAT) {
      return Problem.of(415, "unsupported_media_type", "Send the body as application/json");
    }
    if (invalid.type() == ValidatorErrorType.ILLEGAL_VALUE) {
      return Problems.MALFORMED;
    }
    return Problems.invalid(String.valueOf(invalid.getMessage()));
  }

  /** One line for each fault; the validator repeats each for every schema around it. */
  private static Problem mismatch(OutputUnit unit) {
    var byPlace = new LinkedHashMap<String, String>();
    var missing = new ArrayList<String>();
    for (var error : Objects.requireNonNullElse(unit.getErrors(), List.<OutputUnit>of())) {
      var keyword = error.getKeywordLocation();
      var required = REQUIRED.matcher(error.getError());
      if (keyword.endsWith("/required") && required.find()) {
        missing.add(required.group(1));
      } else if (keyword.endsWith("/additionalProperties")) {
        byPlace.putIfAbsent(place(error), "is not known here");
      } else if (!keyword.endsWith("/properties")) {
        byPlace.putIfAbsent(place(error), error.getError());
      }
    }
    var errors =
        byPlace.entrySet().stream()
            .limit(ERRORS_MAX)
            .map(entry -> entry.getKey() + ": " + entry.getValue())
            .toList();
    if (!missing.isEmpty()) {
      var error = "Missing required fields: " + String.join(", ", missing);
      return Problem.of(400, "missing_fields", error).withErrors(errors);
    }
    var first = errors.isEmpty() ? "it does not match the document" : errors.getFirst();
    return Problems.invalid("The request is invalid: " + first).withErrors(errors);
  }

  private static String place(OutputUnit error) {
    var place = error.getInstanceLocation();
    return place.length() <= 2 ? "body" : place.substring(2).replace('/', '.');
  }
}
