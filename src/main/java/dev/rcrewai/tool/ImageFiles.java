package dev.rcrewai.tool;

import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.Image;
import dev.rcrewai.step.ImageLoad;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads pictures through the jail; what they are is told by their bytes. Blocks. Thread-safe. */
final class ImageFiles {
  private static final int NAME_CHARS_MAX = 200;

  private final FileJail jail;

  ImageFiles(Path filesDir) {
    jail = new FileJail(filesDir, Image.BYTES_MAX);
  }

  ImageLoad.Result load(ImageLoad load) throws IOException {
    var images = new ArrayList<Image>();
    for (var path : load.files()) {
      var name = "the attachment '" + ResultText.oneLine(path, NAME_CHARS_MAX) + "' ";
      switch (jail.open(load.caller(), path)) {
        case FileJail.Missing _ -> {
          return new ImageLoad.Refused(name + "is not there");
        }
        case FileJail.Refused(var why) -> {
          return new ImageLoad.Refused(name + why);
        }
        case FileJail.Readable(var file) -> {
          var image = image(file);
          if (image == null) {
            return new ImageLoad.Refused(
                name + "is no picture of a type that models take: PNG, JPEG, GIF or WebP");
          }
          images.add(image);
        }
      }
    }
    long bytes = images.stream().mapToLong(Image::bytes).sum();
    return bytes > ChatRequest.IMAGE_BYTES_MAX
        ? new ImageLoad.Refused(
            "the attachments have %d bytes; at most %d are sent"
                .formatted(bytes, ChatRequest.IMAGE_BYTES_MAX))
        : new ImageLoad.Loaded(images);
  }

  private static @Nullable Image image(JailedFile file) throws IOException {
    try (file) {
      var bytes = file.content().readAllBytes();
      var type = type(bytes);
      return type == null
          ? null
          : new Image(type, new Image.Data(Base64.getEncoder().encodeToString(bytes)));
    }
  }

  private static @Nullable String type(byte[] bytes) {
    var head = new String(Arrays.copyOf(bytes, 12), StandardCharsets.ISO_8859_1);
    if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
      return "image/png";
    }
    if (head.startsWith("\u00ff\u00d8\u00ff")) {
      return "image/jpeg";
    }
    if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
      return "image/gif";
    }
    return head.startsWith("RIFF") && head.startsWith("WEBP", 8) ? "image/webp" : null;
  }
}
