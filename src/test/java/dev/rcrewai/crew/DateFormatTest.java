package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DateFormatTest {
  private static final Instant MOMENT = Instant.parse("2026-09-04T13:05:09.7Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          %Y-%m-%d              | 2026-09-04
          %d.%m.%y              | 04.09.26
          %A, %B %d             | Friday, September 04
          %a %b %d %j           | Fri Sep 04 247
          %H:%M:%S, %I %p       | 13:05:09, 01 PM
          100%% of $1 \'{date}' | 100% of $1 \'{date}'
          no date               | no date
          """)
  void write_directives_asStrftimeDoes(String format, String written) {
    assertThat(DateFormat.fault(format)).isEmpty();
    assertThat(DateFormat.write(format, MOMENT)).isEqualTo(written);
  }

  @Test
  void crew_dateFormatWithAnUnknownDirective_isAProblemAtItsPlace(@TempDir Path directory) {
    var files = new CrewFiles(directory);

    assertThat(files.problems(agentWith("inject_date: true\n    date_format: 'on %d %Q'")))
        .containsExactly(
            "crew.yaml:5:18: date_format has '%Q', which is not known here; there are:"
                + " %% %A %B %H %I %M %S %Y %a %b %d %j %m %p %y");
    assertThat(files.problems(agentWith("date_format: 100%")))
        .singleElement()
        .asString()
        .contains("date_format has '%', which");
  }

  @Test
  void crew_injectDate_hasItsFormatOrCrewAis(@TempDir Path directory) {
    var files = new CrewFiles(directory);

    assertThat(format(files, "inject_date: true")).isEqualTo("%Y-%m-%d");
    assertThat(format(files, "inject_date: True\n    date_format: '%d.%m.'")).isEqualTo("%d.%m.");
    assertThat(files.crew(agentWith("date_format: '%d'")).agent("writer").dateFormat()).isNull();
  }

  private static String format(CrewFiles files, String fields) {
    return String.valueOf(files.crew(agentWith(fields)).agent("writer").dateFormat());
  }

  private static String agentWith(String fields) {
    return CrewFiles.MINIMAL.replace("goal:", fields + "\n    goal:");
  }
}
