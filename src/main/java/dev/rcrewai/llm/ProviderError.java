package dev.rcrewai.llm;

import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.Usage;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An error in a provider's words, and the one place that says which {@link ChatFailure} it is.
 *
 * @param status the HTTP status; 200 for an error inside a stream
 * @param code the provider's code or type of error, or empty
 * @param message the provider's sentence, or empty
 * @param hint what the body says about trying again; the answer's head goes before it
 */
public record ProviderError(int status, String code, String message, RetryHint hint) {
  private static final int WORDS_MAX = 400;
  private static final Set<String> QUOTA =
      Set.of(
          "insufficient_quota",
          "billing_hard_limit_reached",
          "billing_not_active",
          "billing_error");
  private static final Set<String> REFUSED = Set.of("content_filter", "content_policy_violation");

  /** How providers without a code for it say that the conversation is too long. */
  private static final List<Pattern> CONTEXT =
      Stream.of(
              "maximum context length",
              "prompt is too long",
              "input token count.*exceeds",
              "exceeds the available context size",
              "exceeds the context window")
          .map(words -> Pattern.compile(words, Pattern.CASE_INSENSITIVE | Pattern.DOTALL))
          .toList();

  /** An error whose body says nothing about trying again. */
  public ProviderError(int status, String code, String message) {
    this(status, code, message, RetryHint.NONE);
  }

  /** What it means for us. */
  public ChatFailure failure() {
    if (isQuota()) {
      return ChatFailure.QUOTA;
    }
    if (REFUSED.contains(code)) {
      return ChatFailure.REFUSED;
    }
    if (code.equals("API_KEY_INVALID")) { // Google says it with status 400
      return ChatFailure.AUTH;
    }
    if (isContext()) {
      return ChatFailure.CONTEXT;
    }
    return status >= 200 && status < 300 ? byCode() : byStatus();
  }

  /** The error as the end of an attempt. */
  public AttemptResult.Failure asFailure(RetryHint head, Usage usage) {
    return new AttemptResult.Failure(failure(), detail(), status, head.or(hint), usage);
  }

  private String detail() {
    var words = message.isBlank() ? "no reason given" : message.strip();
    return "HTTP " + status + (code.isEmpty() ? "" : " " + cut(code)) + ": " + cut(words);
  }

  private static String cut(String words) {
    return words.length() > WORDS_MAX ? words.substring(0, WORDS_MAX) + " …" : words;
  }

  /** Anthropic's limits of spending and Google's of a day are not over in a minute. */
  private boolean isQuota() {
    return status == 402
        || QUOTA.contains(code)
        || code.endsWith("_spend_limit_reached")
        || code.contains("PerDay");
  }

  private boolean isContext() {
    return code.equals("context_length_exceeded")
        || (status == 400 && CONTEXT.stream().anyMatch(words -> words.matcher(message).find()));
  }

  private ChatFailure byStatus() {
    return switch (status) {
      case 401, 403 -> ChatFailure.AUTH;
      case 408, 409, 499, 504 -> ChatFailure.TIMEOUT;
      case 429 -> ChatFailure.RATE_LIMIT;
      case 503, 529 -> ChatFailure.OVERLOADED;
      default -> status >= 500 ? ChatFailure.SERVER : ChatFailure.BAD_REQUEST;
    };
  }

  /** An error inside a stream has no status of its own; some gateways give one as its code. */
  private ChatFailure byCode() {
    if (code.matches("[45]\\d\\d")) {
      return new ProviderError(Integer.parseInt(code), "", message).failure();
    }
    return switch (code) {
      case "invalid_api_key", "authentication_error", "permission_error" -> ChatFailure.AUTH;
      case "rate_limit_exceeded", "rate_limit_error", "tokens", "requests" ->
          ChatFailure.RATE_LIMIT;
      case "overloaded", "overloaded_error" -> ChatFailure.OVERLOADED;
      case "timeout", "timeout_error" -> ChatFailure.TIMEOUT;
      case "invalid_request_error", "not_found_error", "request_too_large" ->
          ChatFailure.BAD_REQUEST;
      default -> ChatFailure.SERVER;
    };
  }
}
