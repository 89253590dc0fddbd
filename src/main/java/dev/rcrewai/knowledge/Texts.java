package dev.rcrewai.knowledge;

import dev.rcrewai.knowledge.Extract.Piece;
import dev.rcrewai.knowledge.Extract.Unit;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.nodes.Document;

/** The extracts of documents that are text. */
final class Texts {
  private Texts() {}

  /** What the crew's author wrote. */
  static Extract written(String text) {
    return new Extract(Unit.NONE, lines(text));
  }

  /** A file of lines. */
  static Extract file(String text) {
    return new Extract(Unit.LINE, lines(text));
  }

  /**
   * A table: each row with the names of its columns, which the first row says. {@code product: sun
   * hat, price: 12} is found by what it says of what.
   */
  static Extract table(String csv) {
    var rows = CsvRows.of(csv);
    if (rows.isEmpty()) {
      return new Extract(Unit.ROW, List.of());
    }
    var names = rows.getFirst();
    var pieces = new ArrayList<Piece>();
    for (int row = 1; row < rows.size(); row++) {
      pieces.add(new Piece(row + 1, labelled(names, rows.get(row)), true));
    }
    return new Extract(Unit.ROW, pieces);
  }

  /** A page of the web, without what is not shown. */
  static Extract page(Document html) {
    html.select("script, style, noscript, template, svg, iframe").remove();
    html.select("br").after("\n");
    html.select(
            "p, div, li, h1, h2, h3, h4, h5, h6, tr, pre, blockquote, dt, dd, section, article,"
                + " header, footer, nav, title")
        .forEach(block -> block.before("\n").after("\n"));
    html.select("td, th").after(" ");
    return new Extract(Unit.NONE, lines(html.wholeText()));
  }

  private static List<Piece> lines(String text) {
    var pieces = new ArrayList<Piece>();
    int number = 0;
    boolean begins = true;
    for (var line : (Iterable<String>) text.lines()::iterator) {
      number++;
      if (!line.isBlank()) {
        pieces.add(new Piece(number, line.strip(), begins));
      }
      begins = line.isBlank();
    }
    return pieces;
  }

  private static String labelled(List<String> names, List<String> cells) {
    var text = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      var cell = cells.get(i).strip();
      if (!cell.isEmpty()) {
        text.append(text.isEmpty() ? "" : ", ");
        text.append(i < names.size() && !names.get(i).isBlank() ? names.get(i).strip() + ": " : "");
        text.append(cell);
      }
    }
    return text.toString();
  }
}
