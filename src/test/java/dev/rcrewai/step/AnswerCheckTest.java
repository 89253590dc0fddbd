package dev.rcrewai.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.Answer.Decision;
import dev.rcrewai.step.AnswerCheck.Invalid;
import dev.rcrewai.step.AnswerCheck.Valid;
import dev.rcrewai.step.Question.Kind;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is an answer and what is none; nothing approves by accident. */
class AnswerCheckTest {
  private static final Question APPROVAL = question(Kind.APPROVAL, null);
  private static final Question REVIEW = question(Kind.REVIEW, null);

  private static Question question(Kind kind, @Nullable AnswerRules rules, String... choices) {
    return new Question(kind, "Well?", null, List.of(choices), rules, Duration.ofHours(1));
  }

  private static Question text(
      AnswerRules.Type type,
      @Nullable Integer min,
      @Nullable Integer max,
      @Nullable String pattern) {
    return question(Kind.TEXT, new AnswerRules(type, min, max, pattern));
  }

  private static void assertIs(Question question, Object raw, Decision decision, String text) {
    assertThat(AnswerCheck.check(question, raw, ""))
        .isEqualTo(new Valid(new Answer(decision, text)));
  }

  private static void assertIsNone(Question question, Object raw) {
    assertThat(AnswerCheck.check(question, raw, "")).isInstanceOf(Invalid.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"approve", "approved", "yes", "YES", " Approve\n"})
  void approval_byAnApprovingWordAlone_isApproved(String word) {
    assertIs(APPROVAL, word, Decision.APPROVED, "");
    assertIs(REVIEW, word, Decision.APPROVED, "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"reject", "rejected", "no", "deny", "Denied", " NO "})
  void approval_byARejectingWordAlone_isRejected(String word) {
    assertIs(APPROVAL, word, Decision.REJECTED, "");
    assertIs(REVIEW, word, Decision.REJECTED, "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "not ok",
        "ok",
        "y",
        "n",
        "maybe",
        "yes but no",
        "yes.",
        "yes!",
        "not approved",
        "do not approve",
        "approve?",
        "true",
        "1",
        "sure",
        "disapprove",
        "unapproved",
        "yes\nno",
        "yеs", // with a Cyrillic letter
        "ｙｅｓ",
        "ja",
        "null",
        "go ahead",
        "continue",
      })
  void approval_byAnythingElse_isNone(String word) {
    assertIsNone(APPROVAL, word);
  }

  @Test
  void approval_byWhatIsNoText_isNone() {
    for (Object raw : List.of(true, false, 1, 0, 1.0, new BigInteger("1"), new Object())) {
      assertIsNone(APPROVAL, raw);
      assertIsNone(REVIEW, raw);
    }
  }

  @Test
  void approval_withComment_keepsIt() {
    assertThat(AnswerCheck.check(APPROVAL, "no", " too late "))
        .isEqualTo(new Valid(new Answer(Decision.REJECTED, "too late")));
  }

  @Test
  void review_byOtherWords_isWhatToChange() {
    assertIs(REVIEW, "not ok", Decision.REVISE, "not ok");
    assertIs(REVIEW, "yes but no", Decision.REVISE, "yes but no");
    assertThat(AnswerCheck.check(REVIEW, "shorter", "please"))
        .isEqualTo(new Valid(new Answer(Decision.REVISE, "shorter\nplease")));
    assertIsNone(REVIEW, "  ");
  }

  @Test
  void choice_byPlaceOrText_isThatChoice() {
    var question = question(Kind.CHOICE, null, "red", "green");

    assertIs(question, 2, Decision.ANSWERED, "green");
    assertIs(question, "2", Decision.ANSWERED, "green");
    assertIs(question, " red ", Decision.ANSWERED, "red");
    for (Object raw : List.of(0, 3, -1, 1.0, "", "Red", "re", "red, green", true, "99999999999")) {
      assertIsNone(question, raw);
    }
  }

  @Test
  void choice_thatIsThePlaceOfAnother_isNone() {
    var question = question(Kind.CHOICE, null, "2", "1", "3");

    assertIsNone(question, "2");
    assertIsNone(question, 1);
    assertIs(question, 3, Decision.ANSWERED, "3");
  }

  @Test
  void text_withinItsRules_isTheAnswer() {
    var question = text(AnswerRules.Type.STRING, 2, 4, "[a-zé😀]+");

    assertIs(question, "abcd", Decision.ANSWERED, "abcd");
    assertIs(question, " é😀 ", Decision.ANSWERED, "é😀");
    for (Object raw : List.of("a", "abcde", "ab1", "", 12, true)) {
      assertIsNone(question, raw);
    }
  }

  @Test
  void text_withoutRules_isAnythingButNothing() {
    assertIs(question(Kind.TEXT, null), "no", Decision.ANSWERED, "no");
    assertIsNone(question(Kind.TEXT, null), "\t");
  }

  @Test
  void text_ofANumber_isOne() {
    var integer = text(AnswerRules.Type.INTEGER, null, null, null);
    var number = text(AnswerRules.Type.NUMBER, null, null, null);

    assertIs(integer, 12, Decision.ANSWERED, "12");
    assertIs(integer, "-3", Decision.ANSWERED, "-3");
    assertIs(number, 1.5, Decision.ANSWERED, "1.5");
    assertIs(number, "1e3", Decision.ANSWERED, "1e3");
    for (Object raw : List.of("1.5", 1.5, "12a", true, "0x1", "")) {
      assertIsNone(integer, raw);
    }
    for (Object raw : List.of("NaN", Double.NaN, Double.POSITIVE_INFINITY, "1,5", false)) {
      assertIsNone(number, raw);
    }
  }

  @Test
  void text_ofATruthValue_isOne() {
    var question = text(AnswerRules.Type.BOOLEAN, null, null, null);

    assertIs(question, false, Decision.ANSWERED, "false");
    assertIs(question, "true", Decision.ANSWERED, "true");
    for (Object raw : List.of("yes", 1, "TRUE", "")) {
      assertIsNone(question, raw);
    }
  }

  @Test
  void answer_thatIsTooLong_isNone() {
    var half = "x".repeat(AnswerCheck.CHARS_MAX / 2);

    assertThat(AnswerCheck.check(REVIEW, half, half)).isInstanceOf(Valid.class);
    assertThat(AnswerCheck.check(REVIEW, half + "x", half)).isInstanceOf(Invalid.class);
  }

  @Test
  @Timeout(5)
  void pattern_thatBacktracksWithoutEnd_isGivenUpAndMatchesNothing() {
    assertIsNone(text(AnswerRules.Type.STRING, null, null, "(a+)+b"), "a".repeat(60_000));
    assertIsNone(text(AnswerRules.Type.STRING, null, null, "(a|b)*c"), "a".repeat(60_000));
  }

  @Test
  void expected_saysWhatWouldBeAnAnswer() {
    assertThat(AnswerCheck.expected(APPROVAL))
        .isEqualTo("one of approve, approved, yes or one of reject, rejected, no, deny, denied");
    assertThat(AnswerCheck.expected(question(Kind.CHOICE, null, "a", "b")))
        .isEqualTo("the number of a choice, from 1 to 2, or its exact text");
    assertThat(AnswerCheck.expected(text(AnswerRules.Type.STRING, 2, 3, "a+")))
        .isEqualTo(
            "text that is not empty, of at least 2 characters, of at most 3 characters,"
                + " all of it matching a+");
  }
}
