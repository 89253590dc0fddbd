package dev.rcrewai.llm;

import static dev.rcrewai.llm.ScriptedProvider.DONE;
import static dev.rcrewai.llm.ScriptedProvider.USAGE;
import static dev.rcrewai.llm.ScriptedProvider.completion;
import static dev.rcrewai.llm.ScriptedProvider.delta;
import static dev.rcrewai.llm.ScriptedProvider.error;
import static dev.rcrewai.llm.ScriptedProvider.finish;
import static dev.rcrewai.llm.ScriptedProvider.hang;
import static dev.rcrewai.llm.ScriptedProvider.json;
import static dev.rcrewai.llm.ScriptedProvider.stream;
import static dev.rcrewai.llm.ScriptedProvider.streamAndBreak;
import static dev.rcrewai.llm.ScriptedProvider.streamAndHang;
import static dev.rcrewai.llm.ScriptedProvider.text;

import dev.rcrewai.llm.FaultEnd.Wait;
import dev.rcrewai.llm.FaultyHosts.Place;
import dev.rcrewai.llm.ScriptedProvider.Script;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How a provider may fail, and what must come of it: the rows of {@code docs/faults.md}. Where the
 * two deliveries differ, that of the whole answer comes first.
 */
public enum ProviderFault {
  CONNECTION_REFUSED("connection refused", Place.NOBODY, FaultEnd.tried(ChatFailure.NETWORK)),
  TLS("TLS failure (certificate)", Place.UNTRUSTED, FaultEnd.tried(ChatFailure.NETWORK)),
  DNS("DNS failure", Place.UNKNOWN, FaultEnd.tried(ChatFailure.NETWORK)),
  UNAUTHORIZED("401", error(401, "invalid_api_key"), FaultEnd.once(ChatFailure.AUTH)),
  BAD_REQUEST("400", error(400, "bad"), FaultEnd.last(ChatFailure.BAD_REQUEST)),
  UNKNOWN_MODEL(
      "404, unknown model", error(404, "model_not_found"), FaultEnd.once(ChatFailure.BAD_REQUEST)),
  RATE_LIMIT("429", error(429, "rate_limit_exceeded"), FaultEnd.tried(ChatFailure.RATE_LIMIT)),
  RATE_LIMIT_SHORT(
      "429 with `Retry-After: 1`",
      error(429, "rate_limit_exceeded", "Retry-After", "1"),
      FaultEnd.tried(ChatFailure.RATE_LIMIT).each(Wait.RETRY_AFTER)),
  RATE_LIMIT_LONG(
      "429 with a `Retry-After` beyond the deadline",
      error(429, "rate_limit_exceeded", "Retry-After", "50"),
      FaultEnd.once(ChatFailure.RATE_LIMIT)),
  QUOTA("429, quota used up", error(429, "insufficient_quota"), FaultEnd.once(ChatFailure.QUOTA)),
  SERVER_ERROR("500", error(500, "server_error"), FaultEnd.tried(ChatFailure.SERVER)),
  UNAVAILABLE("503", error(503, ""), FaultEnd.tried(ChatFailure.OVERLOADED)),
  OVERLOADED("529", error(529, "overloaded_error"), FaultEnd.tried(ChatFailure.OVERLOADED)),
  NO_ANSWER("no answer at all", waits(hang(), Wait.WHOLE), waits(hang(), Wait.FIRST_TOKEN)),
  SLOW_HEADERS(
      "headers that come byte by byte",
      Place.SLOW,
      Map.of(
          Delivery.WHOLE,
          waits(hang(), Wait.WHOLE),
          Delivery.STREAMED,
          waits(hang(), Wait.FIRST_TOKEN))),
  SILENCE_BEFORE_TEXT(
      "silence after the first bytes",
      waits(halfAnswer(), Wait.WHOLE),
      waits(streamAndHang(delta("{\"role\":\"assistant\"}")), Wait.SILENCE)),
  SILENCE_AFTER_TEXT(
      "silence after some text was shown",
      new Case(streamAndHang(text("Hel")), FaultEnd.last(ChatFailure.TIMEOUT).each(Wait.SILENCE))),
  CUT_BEFORE_TEXT(
      "connection cut after the first bytes",
      new Case(halfAnswerAndBreak(), FaultEnd.tried(ChatFailure.NETWORK)),
      new Case(
          streamAndBreak(delta("{\"role\":\"assistant\"}")), FaultEnd.tried(ChatFailure.NETWORK))),
  CUT_AFTER_TEXT(
      "connection cut after some text was shown",
      new Case(streamAndBreak(text("Hel")), FaultEnd.last(ChatFailure.NETWORK))),
  MALFORMED_JSON(
      "malformed JSON",
      new Case(json(200, "{\"choices\":[{"), FaultEnd.tried(ChatFailure.BAD_OUTPUT)),
      new Case(stream("{\"choices\":[{"), FaultEnd.tried(ChatFailure.BAD_OUTPUT))),
  NO_BODY(
      "200 without a body",
      new Case(json(200, ""), FaultEnd.tried(ChatFailure.BAD_OUTPUT)),
      new Case(stream(), FaultEnd.tried(ChatFailure.NETWORK))),
  EMPTY_ANSWER(
      "an answer without words",
      new Case(json(200, completion("")), FaultEnd.tried(ChatFailure.BAD_OUTPUT)),
      new Case(stream(finish("stop"), USAGE, DONE), FaultEnd.tried(ChatFailure.BAD_OUTPUT))),
  REFUSAL(
      "refusal",
      new Case(json(200, refusal()), FaultEnd.last(ChatFailure.REFUSED)),
      new Case(
          stream(delta("{\"refusal\":\"I will not.\"}"), finish("stop"), DONE),
          FaultEnd.last(ChatFailure.REFUSED))),
  TOO_LARGE(
      "10 MB answer",
      new Case(
          json(200, completion("x".repeat(10_000_000))), FaultEnd.tried(ChatFailure.BAD_OUTPUT)),
      new Case(stream(tenMegabytes()), FaultEnd.last(ChatFailure.BAD_OUTPUT)));

  /** What the provider does for one delivery, and how the call must end. */
  public record Case(Script script, FaultEnd end) {}

  private final String words;
  private final Place place;

  @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
  private final Map<Delivery, Case> cases;

  /** The same for both deliveries. */
  ProviderFault(String words, Script script, FaultEnd end) {
    this(words, Place.HERE, both(new Case(script, end)));
  }

  /** Where nobody is to be talked with. */
  ProviderFault(String words, Place place, FaultEnd end) {
    this(words, place, both(new Case(hang(), end)));
  }

  ProviderFault(String words, Case whole, Case streamed) {
    this(words, Place.HERE, Map.of(Delivery.WHOLE, whole, Delivery.STREAMED, streamed));
  }

  /** Only a streamed answer can fail like this. */
  ProviderFault(String words, Case streamed) {
    this(words, Place.HERE, Map.of(Delivery.STREAMED, streamed));
  }

  ProviderFault(String words, Place place, Map<Delivery, Case> cases) {
    this.words = words;
    this.place = place;
    this.cases = Collections.unmodifiableMap(new EnumMap<>(cases));
  }

  private static Map<Delivery, Case> both(Case same) {
    return Map.of(Delivery.WHOLE, same, Delivery.STREAMED, same);
  }

  /** For a table. */
  public String words() {
    return words;
  }

  /** Where the provider is. */
  public Place place() {
    return place;
  }

  /** By the delivery; without one for which there is no such fault. */
  public Map<Delivery, Case> cases() {
    return cases;
  }

  private static Case waits(Script script, Wait limit) {
    return new Case(script, FaultEnd.tried(ChatFailure.TIMEOUT).each(limit));
  }

  private static String refusal() {
    return completion("").replace("\"content\":\"\"", "\"refusal\":\"I will not.\"");
  }

  private static String[] tenMegabytes() {
    return Collections.nCopies(1000, text("x".repeat(10_000))).toArray(String[]::new);
  }

  private static Script halfAnswer() {
    return answer ->
        answer
            .setChunked(true)
            .putHeader("content-type", "application/json")
            .write("{\"id\":\"c1\",\"choices\":[");
  }

  private static Script halfAnswerAndBreak() {
    return answer -> {
      halfAnswer().play(answer);
      answer.write(" ").onComplete(_ -> answer.reset());
    };
  }
}
