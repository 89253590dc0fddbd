package dev.rcrewai.cli;

import dev.rcrewai.auth.TokenIssuer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rcrewai token}: a token for the server that uses the same settings. */
@Command(name = "token", description = "Print a token, and nothing else, signed with JWT_SECRET.")
final class TokenCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(names = "--user", required = true, paramLabel = "U", description = "Its user_id.")
  private String user = "";

  @Option(
      names = "--permissions",
      split = ",",
      paramLabel = "P",
      description = "For example execute_crew,view_metrics. Default: ${DEFAULT-VALUE}.",
      defaultValue = "execute_crew")
  private List<String> permissions = List.of();

  @Option(
      names = "--hours",
      paramLabel = "H",
      description = "How long it is valid. Default: ${DEFAULT-VALUE}.",
      defaultValue = "24")
  private int hours;

  @Override
  public Integer call() {
    if (hours < 1 || user.isBlank()) {
      throw new ParameterException(
          spec.commandLine(), "--hours must be at least 1, and --user not empty");
    }
    var auth = Home.settings().auth();
    var secret = auth.secret();
    if (secret == null) {
      throw new ParameterException(
          spec.commandLine(),
          "Tokens for JWT_ALGORITHM="
              + auth.algorithm()
              + " come from whoever has its private key");
    }
    var token = new TokenIssuer(auth).issue(user, permissions, Duration.ofHours(hours));
    spec.commandLine().getOut().println(token);
    return ExitCode.OK;
  }
}
