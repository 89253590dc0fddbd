package dev.rcrewai.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvFigureTest {
  private static final String SALES =
      """
      File: sales.csv
      Size: 120 bytes
      Modified: Mon, 23 Nov 2026

      order_id,region,product,units,unit_price
      1,North,"Lamp, small",2,"$1,000.50"
      2,South,Desk,1,10
      3,North,Desk,4,
      4,East,"The ""Chair\""",3,0.5
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          csv.rows                                | 4
          csv.columns                             | order_id, region, product, units, unit_price
          csv.sum:units                           | 10
          csv.sum:unit_price                      | 1011
          csv.mean:units                          | 2.5
          csv.min:unit_price                      | 0.5
          csv.max:unit_price                      | 1000.5
          csv.top:region:units                    | North (6)
          csv.bottom:region:units                 | South (1)
          csv.top:product:unit_price              | Lamp, small (1000.5)
          csv.by:?question                        | region
          csv.of:?question                        | units
          csv.top:?question:?question             | North (6)
          csv.of:?nothing                         | unit_price
          """)
  void figure_isTheFilesOwn(String figure, String expected) {
    assertThat(text(figure, SALES)).isEqualTo(expected);
  }

  @Test
  void totals_listAllGroups_largestFirst() {
    assertThat(text("csv.totals:region:units", SALES))
        .isEqualTo("- North: 6 (60 %)\n- East: 3 (30 %)\n- South: 1 (10 %)");
  }

  @Test
  void trend_comparesTheFirstMonthWithTheLast() {
    var days =
        """
        day,shop,revenue_eur
        2026-01-03,A,100
        2026-01-30,A,100
        2026-02-01,B,5
        2026-03-01,A,150
        2026-03-02,B,7
        """;
    assertThat(text("csv.trend:shop:revenue_eur", days))
        .isEqualTo(
            """
            - A: 200 in 2026-01, 150 in 2026-03 (-25 %)
            - B: 0 in 2026-01, 7 in 2026-03\
            """);
    assertThat(text("csv.trend:region:units", SALES)).isEqualTo("not there");
    assertThat(text("csv.trend:k:n", "d,k,n\n2026-01,a,1\n2026-01,b,2")).isEqualTo("not there");
  }

  @Test
  void summary_leavesIdsOut() {
    assertThat(text("csv.summary", SALES))
        .isEqualTo(
            """
            - units: sum 10, mean 2.5, min 1, max 4
            - unit_price: sum 1011, mean 337, min 0.5, max 1000.5\
            """);
  }

  @Test
  void summary_withoutNumbers_saysSo() {
    assertThat(text("csv.summary", "name,city\nAda,London")).isEqualTo("- no column holds numbers");
  }

  @ParameterizedTest
  @CsvSource({"csv.sum:region", "csv.sum:absent", "csv.top:absent:units", "csv.top:region:product"})
  void figure_ofAColumnThatCannotHaveIt_isNotThere(String figure) {
    assertThat(text(figure, SALES)).isEqualTo("not there");
  }

  @Test
  void figure_withoutATable_isNotThere() {
    assertThat(text("csv.rows", "File read failed: There is no file 'a.csv'.\nTry a, b or c."))
        .isEqualTo("not there");
    assertThat(text("csv.rows", "[a,b]\n1,2")).isEqualTo("not there");
  }

  @Test
  void lastRow_ofAFileThatTheToolCut_isNotTrusted() {
    var cut =
        "region,units\nNorth,10\nSouth,2\n[cut: the first 25 of 1,000 characters, the rest not]";
    assertThat(text("csv.rows", cut)).isEqualTo("1");
    assertThat(text("csv.sum:units", cut)).isEqualTo("10");
  }

  @Test
  void table_isThatOfTheLastResultThatHoldsOne() {
    var script = "rules: [{answer: {text: '${csv.sum:n}'}}]";
    var asking =
        Asking.user("x").thenTool("a", "k,n\na,1").thenTool("b", "k,n\na,2").thenTool("c", "none");
    assertThat(asking.text(script)).isEqualTo("2");
  }

  private static String text(String figure, String result) {
    var script =
        """
        extract:
          question: {from: user, regex: '.*', else: none}
          nothing: {from: user, regex: '^$', else: ''}
        rules:
          - {answer: {text: '${%s}'}}
          - {answer: {text: not there}}
        """
            .formatted(figure);
    return Asking.user("Which region has sold most units?").thenTool("read", result).text(script);
  }
}
