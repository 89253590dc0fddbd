package dev.rcrewai.step;

import java.util.Base64;
import java.util.Set;

/**
 * A picture that goes to a model beside a text.
 *
 * @param mediaType one of {@link #MEDIA_TYPES}
 */
public record Image(String mediaType, Source source) {
  /** Those that most providers take. */
  public static final Set<String> MEDIA_TYPES =
      Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

  /** The largest picture; some providers take no larger one. */
  public static final int BYTES_MAX = 5 << 20;

  private static final int LINK_MAX = 2048;

  public Image {
    if (!MEDIA_TYPES.contains(mediaType)) {
      throw new IllegalArgumentException(
          "media type '" + mediaType + "' must be one of " + MEDIA_TYPES);
    }
  }

  /** How much of a request it is; a link is nothing. */
  public long bytes() {
    return switch (source) {
      case Data data -> data.bytes();
      case Link ignored -> 0;
    };
  }

  /** Whether the provider has to fetch it. */
  public boolean isLink() {
    return source instanceof Link;
  }

  /** Where its bytes are. A text of it shows neither bytes nor links. */
  public sealed interface Source {}

  /** Here, in base64. */
  public record Data(String base64) implements Source {
    public Data {
      if (base64.isEmpty() || base64.length() / 4L * 3 > BYTES_MAX) {
        throw new IllegalArgumentException(
            "an image has about "
                + base64.length() / 4L * 3
                + " bytes; expected 1 to "
                + BYTES_MAX);
      }
      Base64.getDecoder().decode(base64);
    }

    long bytes() {
      return base64.length() / 4L * 3;
    }

    @Override
    public String toString() {
      return "Data[" + base64.length() + " characters]";
    }
  }

  /** On the web, from where the provider fetches it; this server never does. */
  public record Link(String url) implements Source {
    public Link {
      if (!isOne(url)) {
        throw new IllegalArgumentException(
            "an image's link must begin with https:// and have at most "
                + LINK_MAX
                + " characters");
      }
    }

    /** Whether providers can be sent this. */
    public static boolean isOne(String url) {
      return url.startsWith("https://") && url.length() <= LINK_MAX;
    }

    @Override
    public String toString() {
      return "Link[https]";
    }
  }
}
