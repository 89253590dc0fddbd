package dev.rcrewai.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Our signatures are those of the reference library. */
class SignatureTest {
  private static final String ONE = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String TWO = "C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  private static final String BODY = "{\"text\": \"Grüße\"}";
  private static final Instant AT = Instant.ofEpochSecond(1_674_087_231);

  @Test
  void headers_haveOneSignatureForEachSecret() throws Exception {
    var id = "01234567-89ab-7def-8123-456789abcdef/7";
    var secrets = List.of(Base64.getDecoder().decode(ONE), Base64.getDecoder().decode(TWO));

    var headers = new Signature(id, AT, secrets).headers(BODY.getBytes(UTF_8));

    var first = new Webhook("whsec_" + ONE).sign(id, AT.getEpochSecond(), BODY);
    var second = new Webhook("whsec_" + TWO).sign(id, AT.getEpochSecond(), BODY);
    assertThat(headers)
        .containsOnlyKeys("webhook-id", "webhook-timestamp", "webhook-signature")
        .containsEntry("webhook-id", id)
        .containsEntry("webhook-timestamp", "1674087231")
        .containsEntry("webhook-signature", first + " " + second);
  }
}
