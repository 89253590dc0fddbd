package dev.rcrewai.engine;

import dev.rcrewai.crew.Placeholders;
import dev.rcrewai.crew.Task;
import dev.rcrewai.step.Image;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The pictures that a task shows to its agent.
 *
 * @param links on the web, from where the provider fetches them
 * @param files below the caller's or the shared directory; read when a request is sent
 */
record Attachments(List<Image> links, List<String> files) {
  static final Attachments NONE = new Attachments(List.of(), List.of());

  Attachments {
    links = List.copyOf(links);
    files = List.copyOf(files);
  }

  static Attachments of(Task task, Map<String, Object> inputs) {
    var links = new ArrayList<Image>();
    var files = new ArrayList<String>();
    for (var written : task.attachments()) {
      var place = Placeholders.fill(written, inputs).strip();
      if (Image.Link.isOne(place)) {
        links.add(new Image(typeOf(place), new Image.Link(place)));
      } else {
        files.add(place);
      }
    }
    return new Attachments(links, files);
  }

  int count() {
    return links.size() + files.size();
  }

  /** By the ending; most pictures on the web without one are photographs. */
  private static String typeOf(String link) {
    var path = pathOf(link).toLowerCase(Locale.ROOT);
    var ending = path.substring(path.lastIndexOf('.') + 1);
    return switch (ending) {
      case "png", "gif", "webp" -> "image/" + ending;
      default -> "image/jpeg";
    };
  }

  private static String pathOf(String link) {
    try {
      return String.valueOf(URI.create(link).getPath());
    } catch (IllegalArgumentException e) {
      return link;
    }
  }
}
