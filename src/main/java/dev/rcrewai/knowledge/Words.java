package dev.rcrewai.knowledge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for by its words: each of them, and with less weight whatever begins as a longer
 * word does, so that {@code refunds} finds {@code refund} in any language.
 */
final class Words {
  private static final int WORDS_MAX = 100;
  private static final int LONG_CHARS = 5;
  private static final int ENDING_CHARS = 2;
  private static final int FORMS_MAX = 8;
  private static final float FORM_WEIGHT = 0.4f;

  private Words() {}

  /** Null where the text has no word. */
  static @Nullable Query query(String field, String text) {
    var query = new BooleanQuery.Builder();
    var words = of(field, text);
    for (var word : words) {
      query.add(new TermQuery(new Term(field, word)), BooleanClause.Occur.SHOULD);
      if (word.length() >= LONG_CHARS) {
        var stem = new Term(field, word.substring(0, word.length() - ENDING_CHARS));
        var forms =
            new PrefixQuery(stem, new MultiTermQuery.TopTermsBlendedFreqScoringRewrite(FORMS_MAX));
        query.add(new BoostQuery(forms, FORM_WEIGHT), BooleanClause.Occur.SHOULD);
      }
    }
    return words.isEmpty() ? null : query.build();
  }

  private static Set<String> of(String field, String text) {
    var words = new LinkedHashSet<String>();
    try (var analyzer = new StandardAnalyzer();
        var tokens = analyzer.tokenStream(field, text)) {
      var word = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (words.size() < WORDS_MAX && tokens.incrementToken()) {
        words.add(word.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return words;
  }
}
