package dev.rcrewai.crew;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * CrewAI's own tools, which its files name by their classes, and what this server has instead. One
 * that does the same takes its place with a warning; one that only comes near is named in the
 * problem, since an author has to say whether it will do.
 */
final class CrewAiTools {
  /** What begins the name of a tool that is Python code of the crew's own. */
  private static final String CUSTOM = "custom:";

  private static final Map<String, String> SAME =
      Map.ofEntries(
          entry("BraveSearchTool", "web_search"),
          entry("EXASearchTool", "web_search"),
          entry("FileReadTool", "file_reader"),
          entry("FileWriterTool", "file_writer"),
          entry("LinkupSearchTool", "web_search"),
          entry("SerpApiGoogleSearchTool", "web_search"),
          entry("SerperDevTool", "web_search"),
          entry("SerplyWebSearchTool", "web_search"),
          entry("TavilySearchTool", "web_search"));

  private static final Map<String, String> NEAR =
      Map.ofEntries(
          entry("CSVSearchTool", "file_reader"),
          entry("FirecrawlScrapeWebsiteTool", "http_request"),
          entry("JSONSearchTool", "file_reader"),
          entry("MDXSearchTool", "file_reader"),
          entry("MySQLSearchTool", "sql_database"),
          entry("NL2SQLTool", "sql_database"),
          entry("PDFSearchTool", "pdf_processor"),
          entry("PGSearchTool", "sql_database"),
          entry("ScrapeElementFromWebsiteTool", "http_request"),
          entry("ScrapeWebsiteTool", "http_request"),
          entry("TXTSearchTool", "file_reader"),
          entry("WebsiteSearchTool", "http_request"));

  private CrewAiTools() {}

  /** Changes the tree: names of tools that do the same as an offered one become that one's. */
  static void rename(CrewParts parts, Set<String> offered, Findings findings) {
    parts.agents().entries().forEach(agent -> rename(agent.get("tools"), offered, findings));
    parts.tasks().entries().forEach(task -> rename(task.get("tools"), offered, findings));
  }

  private static void rename(YamlNode tools, Set<String> offered, Findings findings) {
    if (!(tools.json() instanceof ArrayNode names)) {
      return;
    }
    for (int i = 0; i < names.size(); i++) {
      var written = names.path(i).asText();
      var ours = SAME.get(written);
      if (ours != null && !offered.contains(written) && offered.contains(ours)) {
        findings.warning(
            tools.items().get(i).problem("'" + written + "' is " + ours + " on this server"));
        names.set(i, TextNode.valueOf(ours));
      }
    }
  }

  /** The end of the message about a tool that is not offered; null where it is none of these. */
  static @Nullable String hint(String name, Set<String> offered) {
    if (name.startsWith(CUSTOM)) {
      return ": it is Python, which does not run here; declare it as an HTTP or MCP tool";
    }
    var same = SAME.get(name);
    if (same != null) {
      return "; it is '" + same + "' here, which this server does not offer";
    }
    var near = NEAR.get(name);
    return near == null
        ? null
        : "; the nearest here is '"
            + near
            + (offered.contains(near) ? "'" : "', which this server does not offer");
  }
}
