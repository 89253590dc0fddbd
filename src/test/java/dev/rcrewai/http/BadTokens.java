package dev.rcrewai.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens that are not to be trusted, for a server that checks HS256, one issuer and audience. */
final class BadTokens {
  static final String ISSUER = "https://issuer.test";
  static final String AUDIENCE = "rcrewai";

  private static final String PERMISSIONS = "\"permissions\":[\"execute_crew\"]";
  private static final String NAMES = "\"iss\":\"" + ISSUER + "\",\"aud\":\"" + AUDIENCE + "\"";
  private static final String USER = "\"user_id\":\"ann\"";
  private static final String HS256 = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

  private final Map<String, String> all = new LinkedHashMap<>();
  private final long now = Instant.now().getEpochSecond();
  private final String exp = "\"exp\":" + (now + 600);
  private final String goodClaims = claims(USER, PERMISSIONS, NAMES, exp);

  private BadTokens() {}

  /** The one that is good: proof that the bad ones fail for what is bad about them. */
  static String good() {
    return signed(HS256, new BadTokens().goodClaims);
  }

  /** The bad ones by what is wrong with each. */
  static Map<String, String> all() throws JOSEException {
    var tokens = new BadTokens();
    tokens.shapes();
    tokens.algorithms();
    tokens.headers();
    tokens.claims();
    return tokens.all;
  }

  private void shapes() {
    var good = good();
    var parts = good.split("\\.", -1);
    all.put("a word", "token");
    all.put("two parts", parts[0] + "." + parts[1]);
    all.put("four parts", good + ".x");
    all.put("only dots", "..");
    all.put("no signature", parts[0] + "." + parts[1] + ".");
    all.put("signature of another", parts[0] + "." + parts[1] + "." + signature("a.b", "k"));
    all.put("signature cut", good.substring(0, good.length() - 4));
    all.put("other claims under the signature", parts[0] + "." + text("{}") + "." + parts[2]);
    all.put("header no JSON", text("x") + "." + parts[1] + "." + parts[2]);
    all.put("no Base64", "!!!." + parts[1] + "." + parts[2]);
    all.put("header a list", signed("[]", goodClaims));
    all.put("claims a list", signed(HS256, "[]"));
    all.put("claims null", signed(HS256, "null"));
    all.put("claims no JSON", signed(HS256, "{"));
    all.put("claims twice", signed(HS256, goodClaims + goodClaims));
    all.put(
        "10 KB", signed(HS256, claims(USER, NAMES, exp, "\"x\":\"" + "y".repeat(9_000) + "\"")));
    all.put("deep", signed(HS256, "{\"x\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}"));
  }

  private void algorithms() throws JOSEException {
    for (var alg : new String[] {"none", "None", "NONE", "nOnE", "", "hs256", "HS512", "XX256"}) {
      var header = "{\"alg\":\"" + alg + "\",\"typ\":\"JWT\"}";
      all.put("alg " + alg + " unsigned", text(header) + "." + text(goodClaims) + ".");
      all.put("alg " + alg + " signed", signed(header, goodClaims));
    }
    all.put("no alg", signed("{\"typ\":\"JWT\"}", goodClaims));
    all.put("alg a number", signed("{\"alg\":256}", goodClaims));
    all.put("alg twice", signed("{\"alg\":\"HS256\",\"alg\":\"HS256\"}", goodClaims));
    RSAKey rsa = new RSAKeyGenerator(2048).generate();
    ECKey ec = new ECKeyGenerator(Curve.P_256).generate();
    all.put("RS256", nimbus(JWSAlgorithm.RS256, new RSASSASigner(rsa)));
    all.put("ES256", nimbus(JWSAlgorithm.ES256, new ECDSASigner(ec)));
    all.put("HS384", nimbus(JWSAlgorithm.HS384, new MACSigner("k".repeat(48))));
    all.put("another secret", nimbus(JWSAlgorithm.HS256, new MACSigner("k".repeat(32))));
    all.put("own jwk", signed("{\"alg\":\"RS256\",\"jwk\":" + rsa.toPublicJWK() + "}", goodClaims));
  }

  private void headers() {
    all.put("crit", signed("{\"alg\":\"HS256\",\"crit\":[\"exp\"],\"exp\":1}", goodClaims));
    all.put("crit empty", signed("{\"alg\":\"HS256\",\"crit\":[]}", goodClaims));
    for (var header : new String[] {"jku", "x5u"}) {
      var forged = "{\"alg\":\"HS256\",\"%s\":\"http://127.0.0.1:1/keys\"}".formatted(header);
      all.put(header, signedWith("x".repeat(32), forged, goodClaims));
    }
    all.put(
        "kid a path",
        signedWith("", "{\"alg\":\"HS256\",\"kid\":\"../../../dev/null\"}", goodClaims));
    all.put("kid of SQL", signedWith("k", "{\"alg\":\"HS256\",\"kid\":\"' or '1\"}", goodClaims));
  }

  private void claims() {
    put("no exp", USER, PERMISSIONS, NAMES);
    put("exp past", USER, PERMISSIONS, NAMES, "\"exp\":" + (now - 60));
    put("exp text", USER, PERMISSIONS, NAMES, "\"exp\":\"" + (now + 600) + "\"");
    put("exp null", USER, PERMISSIONS, NAMES, "\"exp\":null");
    put("exp beyond time", USER, PERMISSIONS, NAMES, "\"exp\":1e30");
    put("exp before time", USER, PERMISSIONS, NAMES, "\"exp\":-1e30");
    put("exp twice", USER, PERMISSIONS, NAMES, "\"exp\":1", exp);
    put("nbf to come", USER, PERMISSIONS, NAMES, exp, "\"nbf\":" + (now + 300));
    put("iat to come", USER, PERMISSIONS, NAMES, exp, "\"iat\":" + (now + 300));
    put("no iss", USER, PERMISSIONS, exp, "\"aud\":\"" + AUDIENCE + "\"");
    put("other iss", USER, PERMISSIONS, exp, NAMES.replace(ISSUER, "https://else.test"));
    put("no aud", USER, PERMISSIONS, exp, "\"iss\":\"" + ISSUER + "\"");
    put("other aud", USER, PERMISSIONS, exp, NAMES.replace(AUDIENCE, "else"));
    put("no user_id", PERMISSIONS, NAMES, exp);
    put("user_id empty", "\"user_id\":\"\"", PERMISSIONS, NAMES, exp);
    put("user_id blank", "\"user_id\":\"  \"", PERMISSIONS, NAMES, exp);
    put("user_id a list", "\"user_id\":[\"ann\"]", PERMISSIONS, NAMES, exp);
    put("user_id a fraction", "\"user_id\":1.5", PERMISSIONS, NAMES, exp);
    put("user_id long", "\"user_id\":\"" + "u".repeat(257) + "\"", PERMISSIONS, NAMES, exp);
    put("user_id twice", USER, "\"user_id\":\"bob\"", PERMISSIONS, NAMES, exp);
    put("permissions text", USER, "\"permissions\":\"execute_crew\"", NAMES, exp);
    put("permissions an object", USER, "\"permissions\":{\"execute_crew\":true}", NAMES, exp);
    put("permissions of numbers", USER, "\"permissions\":[1]", NAMES, exp);
    put("permissions null", USER, "\"permissions\":null", NAMES, exp);
  }

  private void put(String name, String... claims) {
    all.put(name, signed(HS256, claims(claims)));
  }

  private String nimbus(JWSAlgorithm algorithm, com.nimbusds.jose.JWSSigner signer)
      throws JOSEException {
    var token = new JWSObject(new JWSHeader(algorithm), new Payload(goodClaims));
    token.sign(signer);
    return token.serialize();
  }

  private static String claims(String... claims) {
    return "{" + String.join(",", claims) + "}";
  }

  private static String signed(String header, String claims) {
    return signedWith(HttpFixture.SECRET, header, claims);
  }

  private static String signedWith(String secret, String header, String claims) {
    var content = text(header) + "." + text(claims);
    return content + "." + signature(content, secret.isEmpty() ? "\0" : secret);
  }

  private static String signature(String content, String secret) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(content.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(String json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
  }
}
