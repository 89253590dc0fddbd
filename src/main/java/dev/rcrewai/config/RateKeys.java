package dev.rcrewai.config;

/** The two settings of a provider's rate. */
record RateKeys(Key<Integer> requests, Key<Integer> tokens) {
  static RateKeys of(Section section, String prefix) {
    var rule = Rule.wholeNumber(0, Integer.MAX_VALUE);
    return new RateKeys(
        section.key(
            prefix + "_REQUESTS_PER_MINUTE",
            "requests_per_minute",
            rule,
            "0",
            "Requests that may be sent per minute, all nodes together; 0 for any number"),
        section.key(
            prefix + "_TOKENS_PER_MINUTE",
            "tokens_per_minute",
            rule,
            "0",
            "Tokens that they may use, as estimated and then counted; 0 for any number"));
  }

  RateSettings read(Values in) {
    return new RateSettings(in.get(requests), in.get(tokens));
  }
}
