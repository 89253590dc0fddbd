package dev.rcrewai.sandbox;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A vector of a text without a model: its words and the four-letter pieces of them, each hashed to
 * a place and a sign ("feature hashing", Weinberger et al., 2009), of length 1. Texts that share
 * words, or forms of them, are near each other; those that say the same in other words are not.
 */
final class Meaning {
  static final int DIMENSIONS = 512;

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
  private static final int PIECE_CHARS = 4;
  private static final double PIECE_WEIGHT = 0.5;

  /** Words that are in every text, and say nothing of it. */
  private static final Set<String> COMMON =
      Set.copyOf(
          List.of(
              "a an and are as at be by can do does for from has have how i in is it its may me"
                  .concat(" my no not of on or our so that the their there they this to up us")
                  .concat(" was we were what when where which who why will with you your")
                  .split(" ")));

  private Meaning() {}

  /** The vector; the same for the same text, always. */
  static float[] of(String text) {
    var vector = new float[DIMENSIONS];
    features(text)
        .forEach((feature, weight) -> {
          int hash = mixed(feature.hashCode());
          float value = (float) (1 + Math.log(weight));
          vector[Math.floorMod(hash, DIMENSIONS)] +=
              (hash < 0 ? -value : value) * (feature.startsWith("#") ? (float) PIECE_WEIGHT : 1);
        });
    return normal(vector);
  }

  private static Map<String, Integer> features(String text) {
    var counts = new HashMap<String, Integer>();
    var words = WORD.matcher(text.toLowerCase(Locale.ROOT));
    while (words.find()) {
      var word = words.group();
      if (!COMMON.contains(word)) {
        counts.merge(word, 1, Integer::sum);
        var framed = "^" + word + "$";
        for (int i = 0; i + PIECE_CHARS <= framed.length(); i++) {
          counts.merge("#" + framed.substring(i, i + PIECE_CHARS), 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  /** Of a text without words it points somewhere, since providers' vectors do too. */
  private static float[] normal(float[] vector) {
    double sum = 0;
    for (float value : vector) {
      sum += (double) value * value;
    }
    if (sum == 0) {
      vector[0] = 1;
      return vector;
    }
    double length = Math.sqrt(sum);
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (vector[i] / length);
    }
    return vector;
  }

  /** The finalizer of MurmurHash3, so that near hashes are not near places. */
  private static int mixed(int hash) {
    int mixed = hash;
    mixed = (mixed ^ (mixed >>> 16)) * 0x85ebca6b;
    mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
    return mixed ^ (mixed >>> 16);
  }
}
