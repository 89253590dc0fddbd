package dev.rcrewai.engine;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import dev.rcrewai.step.BoundedPattern;

/** Has schemas match with a bound on the work: what models write must not hold an event loop. */
final class BoundedRegex implements RegularExpressionFactory {
  @Override
  public RegularExpression getRegularExpression(String regex) {
    return BoundedPattern.of(regex)::isFoundIn;
  }
}
