package dev.rcrewai.tool.mail;

import dev.rcrewai.tool.FileJail;
import dev.rcrewai.tool.ResultText;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.mail.MailAttachment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Files of the caller as parts of a mail. */
final class Attachments {
  /** All of them together. */
  static final int BYTES_MAX = 10 << 20;

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("pdf", "application/pdf"),
          Map.entry("txt", "text/plain"),
          Map.entry("md", "text/markdown"),
          Map.entry("csv", "text/csv"),
          Map.entry("json", "application/json"),
          Map.entry("doc", "application/msword"),
          Map.entry("docx", "application/octet-stream"),
          Map.entry("xls", "application/vnd.ms-excel"),
          Map.entry("xlsx", "application/octet-stream"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("png", "image/png"),
          Map.entry("gif", "image/gif"),
          Map.entry("zip", "application/zip"));

  private Attachments() {}

  /** A file cannot be attached; the message is fit for a model. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super(message);
    }
  }

  static List<MailAttachment> of(FileJail jail, String caller, List<String> paths)
      throws RefusedException, IOException {
    List<MailAttachment> all = new ArrayList<>();
    long left = BYTES_MAX;
    for (String path : paths) {
      String name = ResultText.oneLine(path, 200);
      String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
      if (type == null) {
        throw new RefusedException("'" + name + "' is of a type that is not attached");
      }
      var data = content(jail, caller, path, name, left);
      left -= data.length();
      all.add(
          MailAttachment.create()
              .setName(name.substring(name.lastIndexOf('/') + 1).replaceAll("[^\\w. -]", "_"))
              .setContentType(type)
              .setDisposition("attachment")
              .setData(data));
    }
    return all;
  }

  private static Buffer content(
      FileJail jail, String caller, String path, String name, long bytesMax)
      throws RefusedException, IOException {
    switch (jail.open(caller, path)) {
      case FileJail.Missing _ -> throw new RefusedException("there is no '" + name + "'");
      case FileJail.Refused(var why) -> throw new RefusedException("'" + name + "' " + why);
      case FileJail.Readable(var file) -> {
        try (file) {
          if (file.size() > bytesMax) {
            throw new RefusedException("the attachments have more than " + BYTES_MAX + " bytes");
          }
          return Buffer.buffer(file.content().readAllBytes());
        }
      }
    }
  }
}
