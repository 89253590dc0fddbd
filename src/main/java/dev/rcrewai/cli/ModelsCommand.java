package dev.rcrewai.cli;

import dev.rcrewai.WireFormats;
import dev.rcrewai.config.LlmSettings;
import dev.rcrewai.config.ProviderSettings;
import dev.rcrewai.llm.HttpChatModel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rcrewai models}: what the configured providers offer; costs nothing. */
@Command(
    name = "models",
    description = {
      "Print the models of each configured provider as provider/model, one a line.",
      "Of a long list the first page."
    })
final class ModelsCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(paramLabel = "PROVIDER", arity = "0..1", description = "Only this one.")
  private String only = "";

  @Override
  public Integer call() throws Exception {
    var llm = Home.settings().load().llm();
    var providers = new TreeMap<>(llm.providers());
    if (!only.isEmpty() && !providers.containsKey(only)) {
      throw new ParameterException(
          spec.commandLine(),
          "provider '" + only + "' is not configured; there are: " + providers.keySet());
    }
    var vertx = Vertx.vertx();
    try {
      int silent = 0;
      for (var provider : providers.values()) {
        if (only.isEmpty() || only.equals(provider.name())) {
          silent += print(provider.name(), models(vertx, llm, provider)) ? 0 : 1;
        }
      }
      return silent == 0 ? ExitCode.OK : ExitCode.FAILED;
    } finally {
      vertx.close().await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private boolean print(String provider, List<String> models) {
    models.forEach(model -> spec.commandLine().getOut().println(provider + "/" + model));
    if (models.isEmpty()) {
      spec.commandLine().getErr().println(provider + " gives no list of models");
    }
    return !models.isEmpty();
  }

  private static List<String> models(Vertx vertx, LlmSettings llm, ProviderSettings provider)
      throws Exception {
    var model = new HttpChatModel(vertx, llm, provider, WireFormats.of(provider.dialect()));
    var models = Promise.<List<String>>promise();
    vertx.runOnContext(_ -> model.models(TIMEOUT).onComplete(models));
    Future<List<String>> asked = models.future();
    return asked.await(TIMEOUT.toSeconds() * 2, TimeUnit.SECONDS);
  }
}
