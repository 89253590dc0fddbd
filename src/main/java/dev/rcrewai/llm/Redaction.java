package dev.rcrewai.llm;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of a failure's words what nobody may see: the key, and what the provider quotes of the
 * request's texts, from its first word on. Quotes are found whatever their punctuation and escapes;
 * names of models and fields may be quoted.
 */
final class Redaction implements UnaryOperator<String> {
  static final String QUOTED = "[quoted]";

  /** So many letters in a row are no coincidence. */
  private static final int RUN = 12;

  /** Texts that are shorter are names: of a model, a field, a tool. */
  private static final int TEXT_MIN = 24;

  /** A longer request is not searched: any words about it could be its own. */
  private static final int BODY_BYTES_MAX = 256 * 1024;

  private final String key;
  private final Supplier<Buffer> body;

  /**
   * Of one request.
   *
   * @param key what it was sent with, or null where there is none
   * @param body what was sent, written again, rather than kept for failures that seldom come
   */
  Redaction(@Nullable String key, Supplier<Buffer> body) {
    this.key = key == null ? "" : key;
    this.body = body;
  }

  @Override
  public String apply(String words) {
    var keyless = key.isEmpty() ? words : words.replace(key, "[secret]");
    return withoutQuotes(keyless.replaceAll("\\bsk-[\\w*.-]{4,}", "[secret]"));
  }

  private String withoutQuotes(String words) {
    var sent = body.get();
    if (sent.length() == 0) {
      return words;
    }
    if (sent.length() > BODY_BYTES_MAX) {
      int end = words.indexOf(':');
      return end < 0 ? words : words.substring(0, end + 1) + " " + QUOTED;
    }
    var told = new StringBuilder();
    collect(Json.decodeValue(sent), told);
    var asked = told.toString();
    for (int at = 0; at < words.length(); at++) {
      if (Character.isLetterOrDigit(words.charAt(at))) {
        var run = letters(words.substring(at));
        if (run.length() < RUN) {
          return words;
        }
        if (asked.contains(run.substring(0, RUN))) {
          return words.substring(0, at) + QUOTED;
        }
      }
    }
    return words;
  }

  private static void collect(Object json, StringBuilder texts) {
    switch (json) {
      case JsonObject object -> object.forEach(field -> collectValue(field.getValue(), texts));
      case JsonArray array -> array.forEach(element -> collectValue(element, texts));
      case String text when text.length() >= TEXT_MIN -> texts.append(letters(text)).append('\n');
      default -> {}
    }
  }

  private static void collectValue(@Nullable Object json, StringBuilder texts) {
    if (json != null) {
      collect(json, texts);
    }
  }

  private static String letters(String text) {
    var letters = new StringBuilder(text.length());
    text.chars()
        .filter(Character::isLetterOrDigit)
        .forEach(letter -> letters.append((char) letter));
    return letters.toString();
  }
}
