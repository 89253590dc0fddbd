package dev.rcrewai.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The headers by which a receiver knows that we sent it, and when, as Standard Webhooks
 * (https://www.standardwebhooks.com) has them. One signature for each secret.
 *
 * @param id the same at each try
 * @param at when this try was made
 */
record Signature(String id, Instant at, List<byte[]> secrets) {
  private static final String ALGORITHM = "HmacSHA256";

  Map<String, String> headers(byte[] body) {
    return Map.of(
        "webhook-id", id,
        "webhook-timestamp", Long.toString(at.getEpochSecond()),
        "webhook-signature",
            secrets.stream().map(secret -> sign(secret, body)).collect(Collectors.joining(" ")));
  }

  private String sign(byte[] secret, byte[] body) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      mac.update((id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
