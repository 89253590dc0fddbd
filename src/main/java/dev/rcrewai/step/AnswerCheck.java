package dev.rcrewai.step;

import dev.rcrewai.step.Answer.Decision;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether what a person wrote is an answer, and which. It fails closed: nothing approves but one of
 * the approving words, alone; what is not understood without doubt is no answer at all, and leaves
 * the question open.
 */
public final class AnswerCheck {
  /** The longest answer with its comment, in characters. */
  public static final int CHARS_MAX = 64 * 1024;

  private static final Set<String> APPROVE = ordered("approve", "approved", "yes");
  private static final Set<String> REJECT = ordered("reject", "rejected", "no", "deny", "denied");

  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,1000}");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?[0-9]{1,1000}(\\.[0-9]{1,1000})?([eE][+-]?[0-9]{1,3})?");
  private static final Pattern PLACE = Pattern.compile("[1-9][0-9]{0,3}");

  private AnswerCheck() {}

  /** What came of a check. */
  public sealed interface Checked {}

  /** It is an answer. */
  public record Valid(Answer answer) implements Checked {}

  /**
   * It is none.
   *
   * @param expected what would be one, for people
   */
  public record Invalid(String expected) implements Checked {}

  /**
   * Checks an answer.
   *
   * @param raw a string, a number or a boolean; anything else is no answer
   * @param comment what the person adds; may be empty
   */
  public static Checked check(Question question, Object raw, String comment) {
    var text = text(raw).strip();
    var remark = comment.strip();
    if (text.length() + remark.length() > CHARS_MAX) {
      return new Invalid("answer and comment of at most " + CHARS_MAX + " characters");
    }
    return switch (question.kind()) {
      case APPROVAL -> approval(text, remark);
      case REVIEW -> review(raw, text, remark);
      case CHOICE -> choice(question, raw, text);
      case TEXT -> text(question.rules() == null ? AnswerRules.NONE : question.rules(), raw, text);
    };
  }

  /** What answers the question, for people. */
  public static String expected(Question question) {
    return switch (question.kind()) {
      case APPROVAL -> words();
      case REVIEW -> words() + ", or in words what to change";
      case CHOICE ->
          "the number of a choice, from 1 to " + question.choices().size() + ", or its exact text";
      case TEXT -> expected(question.rules() == null ? AnswerRules.NONE : question.rules());
    };
  }

  private static Checked approval(String text, String remark) {
    var word = text.toLowerCase(Locale.ROOT);
    if (APPROVE.contains(word)) {
      return valid(Decision.APPROVED, remark);
    }
    return REJECT.contains(word) ? valid(Decision.REJECTED, remark) : new Invalid(words());
  }

  /** A number or a boolean says nothing about what to change. */
  private static Checked review(Object raw, String text, String remark) {
    if (approval(text, remark) instanceof Valid decided) {
      return decided;
    }
    return raw instanceof String && !text.isEmpty()
        ? valid(Decision.REVISE, remark.isEmpty() ? text : text + "\n" + remark)
        : new Invalid(words() + ", or in words what to change");
  }

  /** A text that is one choice and the number of another is neither. */
  private static Checked choice(Question question, Object raw, String text) {
    var choices = question.choices();
    var meant = new LinkedHashSet<String>();
    if (choices.contains(text)) {
      meant.add(text);
    }
    if (PLACE.matcher(text).matches() && Integer.parseInt(text) <= choices.size()) {
      meant.add(choices.get(Integer.parseInt(text) - 1));
    }
    return meant.size() == 1 && !(raw instanceof Boolean)
        ? valid(Decision.ANSWERED, meant.getFirst())
        : new Invalid(expected(question));
  }

  private static Checked text(AnswerRules rules, Object raw, String text) {
    int length = text.codePointCount(0, text.length());
    boolean fits =
        !text.isEmpty()
            && isOf(rules.type(), raw, text)
            && (rules.minLength() == null || length >= rules.minLength())
            && (rules.maxLength() == null || length <= rules.maxLength())
            && (rules.pattern() == null || BoundedPattern.of(rules.pattern()).matches(text));
    return fits ? valid(Decision.ANSWERED, text) : new Invalid(expected(rules));
  }

  private static boolean isOf(AnswerRules.Type type, Object raw, String text) {
    return switch (type) {
      case STRING -> raw instanceof String;
      case INTEGER -> !(raw instanceof Boolean) && INTEGER.matcher(text).matches();
      case NUMBER -> !(raw instanceof Boolean) && NUMBER.matcher(text).matches();
      case BOOLEAN -> !(raw instanceof Number) && (text.equals("true") || text.equals("false"));
    };
  }

  private static String expected(AnswerRules rules) {
    var what =
        switch (rules.type()) {
          case STRING -> "text that is not empty";
          case INTEGER -> "a whole number";
          case NUMBER -> "a number";
          case BOOLEAN -> "true or false";
        };
    return what
        + (rules.minLength() == null ? "" : ", of at least " + rules.minLength() + " characters")
        + (rules.maxLength() == null ? "" : ", of at most " + rules.maxLength() + " characters")
        + (rules.pattern() == null ? "" : ", all of it matching " + rules.pattern());
  }

  private static String text(Object raw) {
    return switch (raw) {
      case String text -> text;
      case Boolean truth -> truth.toString();
      case Integer number -> number.toString();
      case Long number -> number.toString();
      case BigInteger number -> number.toString();
      case BigDecimal number -> number.toString();
      case Double number -> number.toString();
      default -> "";
    };
  }

  private static Checked valid(Decision decision, String text) {
    return new Valid(new Answer(decision, text));
  }

  private static String words() {
    return "one of " + String.join(", ", APPROVE) + " or one of " + String.join(", ", REJECT);
  }

  private static Set<String> ordered(String... words) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(List.of(words)));
  }
}
