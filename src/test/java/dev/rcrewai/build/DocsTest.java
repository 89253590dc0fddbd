package dev.rcrewai.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.build.Repository.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DocsTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern OUTSIDE = Pattern.compile("[a-z]+:.*|#.*");
  private static final Pattern SCRIPT = Pattern.compile("(?<![\\w/])\\.?/?(scripts/[\\w./-]*\\w)");

  @Test
  void everyLinkInTheDocs_leadsToAFile() {
    assertThat(faults(LINK, DocsTest::leadsSomewhere)).as("links to nothing").isEmpty();
  }

  @Test
  void everyScriptTheDocsName_isExecutable() {
    assertThat(faults(SCRIPT, (_, script) -> runs(script)))
        .as("scripts that the docs name but that are not there or not executable")
        .isEmpty();
  }

  @Test
  void theChangelog_hasAnUnreleasedSection() {
    assertThat(Repository.source(Path.of("CHANGELOG.md")).lines()).contains("## [Unreleased]");
  }

  private static List<String> faults(Pattern mention, BiPredicate<Path, String> isFine) {
    var faults = new ArrayList<String>();
    for (var page : pages()) {
      for (int i = 0; i < page.lines().size(); i++) {
        var match = mention.matcher(page.lines().get(i));
        while (match.find()) {
          if (!isFine.test(page.path(), match.group(1))) {
            faults.add(page.at(i + 1) + ": " + match.group(1));
          }
        }
      }
    }
    return faults;
  }

  private static List<Source> pages() {
    return Repository.texts().filter(page -> page.path().toString().endsWith(".md")).toList();
  }

  private static boolean leadsSomewhere(Path page, String link) {
    var target = link.replaceFirst("#.*", "");
    return OUTSIDE.matcher(link).matches()
        || Files.exists(Repository.ROOT.resolve(page).resolveSibling(target));
  }

  private static boolean runs(String script) {
    var file = Repository.ROOT.resolve(script);
    boolean isSourced = script.startsWith("scripts/lib/");
    return isSourced ? Files.exists(file) : Files.isExecutable(file);
  }
}
