package dev.rcrewai.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageTest {
  private static final Image.Data DATA = new Image.Data("iVBORw0KGgo=");

  private static Image.Data large() {
    return new Image.Data("A".repeat(Image.BYTES_MAX / 3 * 4));
  }

  @Test
  void image_itsText_showsNeitherBytesNorLinks() {
    var link = new Image.Link("https://example.org/a.png?signature=secret");
    assertThat(new Image("image/png", DATA).toString()).doesNotContain("iVBOR");
    assertThat(new Image("image/png", link).toString()).doesNotContain("secret", "example");
  }

  @Test
  void image_ofAnotherMediaType_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Image("image/svg+xml", DATA))
        .withMessageContaining("image/svg+xml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no base64!", "data:image/png;base64,iVBORw0KGgo="})
  void data_thatIsNoBase64_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Image.Data(text));
  }

  @Test
  void data_thatIsTooLarge_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Image.Data("A".repeat(Image.BYTES_MAX / 3 * 4 + 8)))
        .withMessageContaining(String.valueOf(Image.BYTES_MAX));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://example.org/a.png", "file:///etc/passwd", "data:,", ""})
  void link_thatIsNotHttps_isRefused(String url) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Image.Link(url));
  }

  @Test
  void message_withTooManyImages_isRefused() {
    var images = Collections.nCopies(Message.User.IMAGES_MAX + 1, new Image("image/png", DATA));
    assertThatIllegalArgumentException().isThrownBy(() -> new Message.User("Look", images));
  }

  @Test
  void request_withTooManyBytesOfImages_isRefused() {
    var user = new Message.User("Look", Collections.nCopies(3, new Image("image/png", large())));
    var model = new ModelChoice("p", "m", null, 8);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChatRequest(model, List.of(user), List.of(), ToolUse.AUTO))
        .withMessageContaining(String.valueOf(ChatRequest.IMAGE_BYTES_MAX));
  }
}
