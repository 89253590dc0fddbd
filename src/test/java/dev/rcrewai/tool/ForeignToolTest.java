package dev.rcrewai.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.ToolResult;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tool of somebody else: the example of {@code docs/tools.md}, compiled and found as it says. */
final class ForeignToolTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("```java\n(package com\\.example;.*?)```", Pattern.DOTALL);
  private static final Pattern SERVICES = Pattern.compile("(META-INF/services/\\S+)`: `(\\S+)`");

  @TempDir Path jar;

  @Test
  void foundBy_classPathWithTheDocumentedExample_runsIt() throws Exception {
    var docs = Files.readString(Path.of("docs/tools.md"));
    compile(first(EXAMPLE, docs, 1));
    var services = Files.createDirectories(jar.resolve("META-INF/services"));
    assertThat(first(SERVICES, docs, 1)).isEqualTo("META-INF/services/" + Tool.class.getName());
    Files.writeString(services.resolve(Tool.class.getName()), first(SERVICES, docs, 2));

    try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
      var tools = new Tools(Tools.foundBy(loader));
      var tool = tools.find(ToolRuns.run("word_count", "{}"));

      assertThat(tool).isNotNull();
      assertThat(tool.limits().timeout()).isEqualTo(Duration.ofSeconds(2));
      assertThat(
              tool.run(
                  ToolRuns.run("word_count", "{\"text\": \"three short words\"}"),
                  Instant.now().plusSeconds(5)))
          .isEqualTo(new ToolResult.Completed("3 words"));
    }
  }

  private void compile(String source) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var file =
        new SimpleJavaFileObject(
            URI.create("string:///com/example/WordCount.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    var options = List.of("-d", jar.toString(), "-cp", System.getProperty("java.class.path"));
    assertThat(compiler.getTask(null, null, null, options, null, List.of(file)).call()).isTrue();
  }

  private static String first(Pattern pattern, String text, int group) {
    var match = pattern.matcher(text);
    assertThat(match.find()).isTrue();
    return match.group(group);
  }
}
