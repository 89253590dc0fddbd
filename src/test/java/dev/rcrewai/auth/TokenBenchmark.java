package dev.rcrewai.auth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.rcrewai.config.AuthSettings;
import dev.rcrewai.config.Secret;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The check of a caller's token: of one that nobody has seen, and of one that is trusted. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // set up by JMH
public class TokenBenchmark {
  private static final String SECRET = "a secret that is long enough for HS256";

  private final AuthSettings settings =
      new AuthSettings("HS256", new Secret(SECRET), null, null, null, null, null, true, false);
  private Vertx vertx;
  private TokenKeys keys;
  private Tokens known;
  private String token = "";

  @Setup
  public void sign() throws Exception {
    vertx = Vertx.vertx();
    keys = TokenKeys.of(vertx, settings);
    var claims =
        new JWTClaimsSet.Builder()
            .claim("user_id", "ann")
            .claim("permissions", List.of("execute_crew"))
            .expirationTime(Date.from(Instant.now().plusSeconds(3_600)))
            .build();
    var signed = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    signed.sign(new MACSigner(SECRET));
    token = signed.serialize();
    known = tokens();
    known.check(token);
  }

  @TearDown
  public void close() {
    vertx.close();
  }

  @Benchmark
  public Object trusted() {
    return known.check(token);
  }

  /** Reading and checking it, and the making of what checks. */
  @Benchmark
  public Object first() {
    return tokens().check(token);
  }

  private Tokens tokens() {
    return new Tokens(vertx, settings, keys, InstantSource.system());
  }
}
