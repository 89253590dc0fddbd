package dev.rcrewai.tool.mail;

import dev.rcrewai.config.MailSettings;
import dev.rcrewai.step.ToolResult;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Hands mail to the mail server, each over a connection of its own, so that a password that was
 * exchanged is used at once. Blocks; thread-safe.
 */
final class Outbox {
  private static final int CONNECT_MILLIS = 10_000;
  private static final String NO_STARTTLS = "STARTTLS";

  private final Vertx vertx;
  private final MailSettings settings;

  Outbox(Vertx vertx, MailSettings settings) {
    this.vertx = vertx;
    this.settings = settings;
  }

  /** Sends it once. What breaks off after the message was on its way is unknown. */
  ToolResult send(MailMessage message, Instant deadline) throws InterruptedException {
    var client = MailClient.create(vertx, config());
    try {
      long millis = Math.max(1, Duration.between(Instant.now(), deadline).toMillis());
      var sent = client.sendMail(message).toCompletionStage().toCompletableFuture();
      int receivers = sent.get(millis, TimeUnit.MILLISECONDS).getRecipients().size();
      return new ToolResult.Completed("The mail server took the mail for " + receivers + ".");
    } catch (ExecutionException e) {
      return explain(e.getCause());
    } catch (TimeoutException e) {
      return unknown();
    } finally {
      client.close();
    }
  }

  private static ToolResult explain(@Nullable Throwable cause) {
    return switch (cause) {
      case SMTPException refused ->
          failed("the mail server refused it with code " + refused.getReplyCode());
      case ConnectException _, UnknownHostException _ -> failed("no connection to the mail server");
      case SSLException _ -> failed("no secure connection to the mail server");
      case null -> unknown();
      default ->
          String.valueOf(cause.getMessage()).contains(NO_STARTTLS)
              ? failed("the mail server offers no secure connection")
              : unknown();
    };
  }

  private static ToolResult failed(String why) {
    return new ToolResult.Failed("Mail not sent: " + why);
  }

  private static ToolResult unknown() {
    return new ToolResult.Unknown(
        "The connection to the mail server broke off; nobody knows whether the mail was sent. Do"
            + " not send it again.");
  }

  private MailConfig config() {
    var config =
        new MailConfig()
            .setHostname(settings.host())
            .setPort(settings.port())
            .setKeepAlive(false)
            .setHostnameVerificationAlgorithm("HTTPS");
    config.setConnectTimeout(CONNECT_MILLIS);
    switch (settings.tls()) {
      case STARTTLS -> config.setStarttls(StartTLSOptions.REQUIRED);
      case TLS -> config.setSsl(true);
      case NONE -> config.setStarttls(StartTLSOptions.DISABLED);
    }
    return settings.username().isEmpty()
        ? config.setLogin(LoginOption.DISABLED)
        : config
            .setLogin(LoginOption.REQUIRED)
            .setUsername(settings.username())
            .setPassword(settings.password().get());
  }
}
