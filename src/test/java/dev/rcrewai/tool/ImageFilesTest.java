package dev.rcrewai.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.Image;
import dev.rcrewai.step.ImageLoad;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files are pictures, and which of them may be shown. */
final class ImageFilesTest {
  private static final String PNG = "\u0089PNG\r\n\u001a\n";

  @TempDir Path files;

  @ParameterizedTest
  @CsvSource({
    "\u00ff\u00d8\u00ff\u00e0,image/jpeg",
    "GIF89a,image/gif",
    "RIFF1234WEBPVP8,image/webp"
  })
  void load_picture_isWhatItsBytesSay(String head, String type) throws IOException {
    write("callers/ann/a.txt", head);

    assertThat(load("a.txt"))
        .isEqualTo(new ImageLoad.Loaded(List.of(new Image(type, new Image.Data(base64(head))))));
  }

  @Test
  void load_several_comeInTheirOrderFromBothDirectories() throws IOException {
    write("shared/b.png", PNG + "shared");
    write("callers/ann/a.png", PNG + "own");

    assertThat(load("b.png", "a.png"))
        .isEqualTo(
            new ImageLoad.Loaded(
                List.of(
                    new Image("image/png", new Image.Data(base64(PNG + "shared"))),
                    new Image("image/png", new Image.Data(base64(PNG + "own"))))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text", "<svg xmlns='http://www.w3.org/2000/svg'/>", "RIFF1234WAVE"})
  void load_whatIsNoPicture_isRefused(String content) throws IOException {
    write("callers/ann/a.png", content);

    assertThat(load("a.png"))
        .isEqualTo(
            new ImageLoad.Refused(
                "the attachment 'a.png' is no picture of a type that models take: PNG, JPEG, GIF or"
                    + " WebP"));
  }

  @Test
  void load_ofAnotherCaller_isNotThere() throws IOException {
    write("callers/bob/a.png", PNG);

    assertThat(load("a.png"))
        .isEqualTo(new ImageLoad.Refused("the attachment 'a.png' is not there"));
    assertThat(load("../bob/a.png")).isInstanceOf(ImageLoad.Refused.class);
  }

  @Test
  void load_tooLarge_isRefused() throws IOException {
    write("callers/ann/a.png", PNG + "x".repeat(Image.BYTES_MAX));

    assertThat(load("a.png"))
        .isInstanceOfSatisfying(
            ImageLoad.Refused.class, refused -> assertThat(refused.why()).contains("is too large"));
  }

  @Test
  void load_tooLargeTogether_isRefused() throws IOException {
    write("callers/ann/a.png", PNG + "x".repeat(Image.BYTES_MAX - 100));

    assertThat(load(Collections.nCopies(3, "a.png").toArray(String[]::new)))
        .isInstanceOfSatisfying(
            ImageLoad.Refused.class,
            refused -> assertThat(refused.why()).contains("" + ChatRequest.IMAGE_BYTES_MAX));
  }

  private ImageLoad.Result load(String... paths) throws IOException {
    return new ImageFiles(files).load(new ImageLoad("ann", Arrays.asList(paths)));
  }

  private void write(String path, String content) throws IOException {
    Files.createDirectories(files.resolve(path).getParent());
    Files.write(files.resolve(path), content.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String base64(String content) {
    return Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.ISO_8859_1));
  }
}
