package dev.rcrewai.tool.web;

import dev.rcrewai.net.AddressGuard;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.tool.GuardedHttp;
import dev.rcrewai.tool.HttpCall;
import dev.rcrewai.tool.HttpReply;
import dev.rcrewai.tool.ParameterSchema;
import dev.rcrewai.tool.Tool;
import dev.rcrewai.tool.ToolInput;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** {@code web_search}: titles, addresses and snippets from DuckDuckGo's HTML page. */
public final class WebSearch implements Tool {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int HITS_DEFAULT = 5;

  public static final ToolSpec SPEC =
      new ToolSpec(
          "web_search",
          "Searches the web and returns titles, addresses and short snippets of pages.",
          ParameterSchema.parse(
              """
              {
                "type": "object",
                "properties": {
                  "query": {
                    "type": "string", "minLength": 1, "maxLength": 500, "pattern": "\\\\S",
                    "description": "What to search for"
                  },
                  "max_results": {
                    "type": "integer", "minimum": 1, "maximum": 25,
                    "description": "How many results to return; 5 when left out"
                  }
                },
                "required": ["query"],
                "additionalProperties": false
              }
              """),
          false);

  private final URI searchUrl;
  private final GuardedHttp http;
  private final InstantSource clock;

  /**
   * Searches with a page that the operator chose; it may have any address.
   *
   * @param searchUrl answers {@code ?q=WORDS} as DuckDuckGo's HTML page does; http or https
   * @param guard judges redirects to other servers
   */
  public WebSearch(
      Vertx vertx, URI searchUrl, AddressGuard guard, String userAgent, InstantSource clock) {
    if (searchUrl.getHost() == null || !String.valueOf(searchUrl.getScheme()).matches("https?")) {
      throw new IllegalArgumentException("'" + searchUrl + "' is no http or https URL");
    }
    this.searchUrl = searchUrl;
    this.clock = clock;
    http = new GuardedHttp(vertx, guard, (_, _, _) -> true, userAgent, clock);
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult run(ToolInput input) throws InterruptedException {
    try {
      var question = HttpCall.get(urlFor(input.arguments().text("query"))).partOf(input.trace());
      HttpReply page = http.sendHome(question, deadline(input));
      var results = new ResultPage(page.html());
      if (results.isChallenge()) {
        return failed(searchUrl.getHost() + " wants to be asked by humans only for now");
      }
      if (page.status() != 200) {
        return failed(searchUrl.getHost() + " answered with status " + page.status());
      }
      int max = input.arguments().integer("max_results", HITS_DEFAULT);
      return new ToolResult.Completed(text(results.hits(max)));
    } catch (IOException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  private URI urlFor(String query) {
    String separator = searchUrl.getRawQuery() == null ? "?" : "&";
    return URI.create(
        searchUrl + separator + "q=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
  }

  private Instant deadline(ToolInput input) {
    Instant own = clock.instant().plus(TIMEOUT);
    return own.isBefore(input.deadline()) ? own : input.deadline();
  }

  private static String text(List<SearchHit> hits) {
    if (hits.isEmpty()) {
      return "No search results found.";
    }
    var text = new StringBuilder("Search Results:\n");
    for (int i = 0; i < hits.size(); i++) {
      SearchHit hit = hits.get(i);
      text.append("\n%d. %s\n   URL: %s\n".formatted(i + 1, hit.title(), hit.url()));
      if (!hit.snippet().isEmpty()) {
        text.append("   ").append(hit.snippet()).append('\n');
      }
    }
    return text.toString().stripTrailing();
  }

  private static ToolResult failed(String why) {
    return new ToolResult.Failed(
        "Search failed: " + why + ". Go on without it, and say what could not be looked up.");
  }
}
