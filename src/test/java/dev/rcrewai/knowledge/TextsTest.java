package dev.rcrewai.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.knowledge.Extract.Piece;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;

class TextsTest {
  @Test
  void table_hasItsColumnsNamesInEveryRow() {
    assertThat(Texts.table("product,price\nSun hat,12\n\"Cap, red\",\"8\"\"50\"\n").pieces())
        .containsExactly(
            new Piece(2, "product: Sun hat, price: 12", true),
            new Piece(3, "product: Cap, red, price: 8\"50", true));
  }

  @Test
  void table_mayBeSeparatedOtherwise_andLackCells() {
    assertThat(Texts.table("\uFEFFa;b\r\n1;2\r\n;3\r\n4;5;6").pieces())
        .containsExactly(
            new Piece(2, "a: 1, b: 2", true),
            new Piece(3, "b: 3", true),
            new Piece(4, "a: 4, b: 5, 6", true));
    assertThat(Texts.table("").pieces()).isEmpty();
    assertThat(Texts.table("a,b\n\"open").pieces()).containsExactly(new Piece(2, "a: open", true));
  }

  @Test
  void page_isWhatItShows() {
    var html =
        "<html><head><title>Shop</title><style>p{}</style><script>var secret=1</script></head>"
            + "<body><h1>Hats</h1><p>Sun<br>Rain</p><ul><li>red</li><li>blue</li></ul>"
            + "<table><tr><td>a</td><td>b</td></tr></table><noscript>no</noscript></body></html>";
    assertThat(Texts.page(Jsoup.parse(html)).pieces())
        .extracting(Piece::text)
        .containsExactly("Shop", "Hats", "Sun", "Rain", "red", "blue", "a b");
  }
}
