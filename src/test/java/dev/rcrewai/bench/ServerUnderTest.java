package dev.rcrewai.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The real server as it is shipped: its jar, a crew of one agent and one task, its own data. */
final class ServerUnderTest {
  static final String CREW = "bench";

  private static final String SECRET = "a secret for a benchmark that nobody else can reach";
  private static final Duration TOKEN_LIFE = Duration.ofHours(1);

  // Limits that protect a server from one caller are not what is measured here.
  private static final String NO_LIMIT = "1000000";

  private ServerUnderTest() {}

  /**
   * Starts it on a free port; all that it writes goes below {@code folder}.
   *
   * @param crews the model of each, by the crew's name
   * @param more settings beside the usual ones
   */
  static Child start(
      Path home, Path folder, String modelUrl, Map<String, String> crews, Map<String, String> more)
      throws IOException {
    return start(home, folder, modelUrl, crews, more, List.of());
  }

  /** The same in a JVM with further options. */
  static Child start(
      Path home,
      Path folder,
      String modelUrl,
      Map<String, String> crews,
      Map<String, String> more,
      List<String> jvm)
      throws IOException {
    var crewsDir = Files.createDirectories(folder.resolve("crews"));
    for (var crew : crews.entrySet()) {
      var file = crewsDir.resolve(crew.getKey() + ".yaml");
      Files.writeString(file, crew(crew.getKey(), crew.getValue()));
    }
    var environment = new HashMap<>(settings(folder, crewsDir, modelUrl));
    environment.putAll(more);
    var arguments = new ArrayList<>(jvm);
    arguments.add("-Drcrewai.home=" + home);
    arguments.addAll(program());
    arguments.add("serve");
    return Child.start(folder.resolve("rcrewai.log"), Listening.WORDS, environment, arguments);
  }

  /** The jar that the script has built; for tests, whose jar may be older, their own classes. */
  private static List<String> program() {
    var jar = System.getProperty("bench.jar");
    return jar == null
        ? List.of("-cp", System.getProperty("java.class.path"), "dev.rcrewai.Main")
        : List.of("-jar", jar);
  }

  private static String crew(String name, String model) {
    return """
    name: %s
    process: sequential
    inputs:
      question:
        type: string
    agents:
      clerk:
        role: Support clerk
        goal: Answer customers
        backstory: You know where every parcel is.
        llm: %s
    tasks:
      answer:
        description: "Answer the question: {question}"
        expected_output: One sentence
        agent: clerk
    """
        .formatted(name, model);
  }

  private static Map<String, String> settings(Path folder, Path crews, String modelUrl) {
    return Map.ofEntries(
        Map.entry("HOST", "127.0.0.1"),
        Map.entry("PORT", "0"),
        Map.entry("MANAGEMENT_PORT", "0"),
        Map.entry("LLM_PROVIDER", "openai"),
        Map.entry("LLM_MODEL", "mock"),
        Map.entry("OPENAI_API_KEY", "bench"),
        Map.entry("OPENAI_BASE_URL", modelUrl),
        Map.entry("CREWS_DIR", crews.toString()),
        Map.entry("DATA_DIR", folder.resolve("data").toString()),
        Map.entry("JWT_SECRET", SECRET),
        Map.entry("LOG_LEVEL", "WARN"),
        Map.entry("CALLER_REQUESTS_PER_SECOND", NO_LIMIT),
        Map.entry("CALLER_REQUEST_BURST", NO_LIMIT));
  }

  /** A token of one caller who may run every crew. */
  static String token() throws JOSEException {
    var claims =
        new JWTClaimsSet.Builder()
            .claim("user_id", "bench")
            .claim("permissions", List.of("execute_crew", "view_metrics"))
            .expirationTime(Date.from(Instant.now().plus(TOKEN_LIFE)))
            .build();
    var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    token.sign(new MACSigner(SECRET));
    return token.serialize();
  }
}
