package dev.rcrewai.tool.web;

import dev.rcrewai.tool.ResultText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * DuckDuckGo's HTML page of results: each in {@code .result} (advertisements carry {@code
 * .result--ad} too), with its link in {@code .result__a} and its words in {@code .result__snippet}.
 * Links lead to the page itself, or through {@code /l/?uddg=PAGE}.
 */
final class ResultPage {
  private static final int TITLE_CHARS_MAX = 200;
  private static final int URL_CHARS_MAX = 2_000;
  private static final int SNIPPET_CHARS_MAX = 500;
  private static final Pattern WRAPPED = Pattern.compile("/l/\\?(?:.*&)?uddg=([^&#]*)");

  private final Document document;

  ResultPage(Document document) {
    this.document = document;
  }

  /** Whether it holds no results but a riddle that only a human should solve. */
  boolean isChallenge() {
    return document.selectFirst("[class^=anomaly-modal], form[action*=anomaly.js]") != null;
  }

  /** The results in order, without advertisements. */
  List<SearchHit> hits(int max) {
    List<SearchHit> hits = new ArrayList<>();
    for (Element link : document.select(".result:not(.result--ad) .result__a[href~=\\S]")) {
      String url = target(link.absUrl("href"));
      if (url != null && hits.size() < max) {
        hits.add(
            new SearchHit(
                ResultText.oneLine(link.text(), TITLE_CHARS_MAX), url, snippetBeside(link)));
      }
    }
    return hits;
  }

  private static String snippetBeside(Element link) {
    Element result = link.closest(".result");
    Element snippet = result == null ? null : result.selectFirst(".result__snippet");
    return snippet == null ? "" : ResultText.oneLine(snippet.text(), SNIPPET_CHARS_MAX);
  }

  /** Where a link really leads, or null where that is no web page. */
  private static @Nullable String target(String href) {
    Matcher wrapped = WRAPPED.matcher(href);
    String url = wrapped.find() ? decoded(wrapped.group(1)) : href;
    boolean page = url.startsWith("https://") || url.startsWith("http://");
    return page && url.length() <= URL_CHARS_MAX && url.chars().noneMatch(Character::isISOControl)
        ? url
        : null;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return ""; // a broken escape leads nowhere
    }
  }
}
