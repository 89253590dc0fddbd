package dev.rcrewai.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Main;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FormatTest {
  @Test
  void everyJavaFile_isAsGoogleJavaFormatWritesIt() throws Exception {
    var files = Repository.java("src").stream().map(Repository.ROOT::resolve).map(Path::toString);
    var toChange = new StringWriter();
    var faults = new StringWriter();

    new Main(new PrintWriter(toChange), new PrintWriter(faults), InputStream.nullInputStream())
        .format(Stream.concat(Stream.of("--dry-run"), files).toArray(String[]::new));

    assertThat(toChange + "" + faults)
        .as("files that are not formatted; run scripts/format.sh")
        .isEmpty();
  }
}
