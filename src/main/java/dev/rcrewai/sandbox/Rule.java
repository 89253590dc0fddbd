package dev.rcrewai.sandbox;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One rule of a script.
 *
 * @param name unique among the scripts
 * @param times it answers only so often
 * @param probability of answering a prompt that it fits
 * @param record whether the bodies of requests that it answers are kept for a look
 */
record Rule(
    String name,
    List<Condition> when,
    Map<String, Extraction> extract,
    Reply reply,
    Delivery delivery,
    long times,
    double probability,
    boolean record) {
  static final long ALWAYS = Long.MAX_VALUE;

  Rule {
    when = List.copyOf(when);
    extract = Collections.unmodifiableMap(new LinkedHashMap<>(extract));
  }

  /** The answer to a prompt, or null where the rule or the answer does not fit it. */
  @Nullable Answer answer(Material material) {
    var captured = new HashMap<String, String>();
    for (var condition : when) {
      var groups = condition.test(material);
      if (groups == null) {
        return null;
      }
      captured.putAll(groups);
    }
    var answer = reply.fill(new Values(material, extract, captured));
    return answer != null && material.prompt().demand().allows(answer) ? answer : null;
  }
}
