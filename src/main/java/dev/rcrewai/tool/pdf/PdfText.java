package dev.rcrewai.tool.pdf;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** A document as a model is shown it. */
final class PdfText {
  private PdfText() {}

  /**
   * As text.
   *
   * @param title a format of the name
   * @param heading a format of a page's number
   */
  static String of(
      String name, PdfContent content, boolean metadata, String title, String heading) {
    var text = new StringBuilder(title.formatted(name));
    text.append("\n\nPages: ").append(content.pages());
    if (content.shown().size() < content.pages()) {
      text.append(" (").append(content.shown().size()).append(" shown)");
    }
    if (metadata) {
      new TreeMap<>(content.metadata())
          .forEach((key, value) ->
              text.append('\n').append(key).append(": ").append(value.replaceAll("\\s+", " ")));
    }
    for (var page : content.shown()) {
      text.append("\n\n").append(heading.formatted(page.number())).append("\n\n");
      text.append(page.problem() == null ? page.text() : "[" + page.problem() + "]");
    }
    return text.toString();
  }

  static String json(String name, PdfContent content, boolean metadata)
      throws JsonProcessingException {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("file", name);
    tree.put("pages", content.pages());
    if (metadata) {
      tree.put("metadata", new TreeMap<>(content.metadata()));
    }
    tree.put("content", content.shown().stream().map(PdfText::page).toList());
    return PdfWorker.MAPPER.writeValueAsString(tree);
  }

  private static Map<String, Object> page(PdfContent.Page page) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("page", page.number());
    if (page.problem() != null) {
      tree.put("problem", page.problem());
    } else {
      tree.put("characters", page.characters());
      tree.put("words", page.words());
      tree.put("text", page.text());
    }
    return tree;
  }
}
