package dev.rcrewai.tool.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rcrewai.config.MailSettings;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.tool.FileJail;
import dev.rcrewai.tool.ParameterSchema;
import dev.rcrewai.tool.ResultText;
import dev.rcrewai.tool.Tool;
import dev.rcrewai.tool.ToolInput;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code email_sender}: one mail in plain text to people whom the operator allows. */
public final class EmailSender implements Tool {
  public static final String NAME = "email_sender";
  private static final int RECEIVERS_MAX = 10;

  private static final ToolSpec SPEC =
      new ToolSpec(
          NAME,
          "Sends one mail in plain text.",
          ParameterSchema.parse(
              """
              {
                "type": "object",
                "properties": {
                  "to": {
                    "type": "string", "minLength": 3, "maxLength": 2000,
                    "description": "Addresses, separated by commas; 10 at most with cc and bcc"
                  },
                  "subject": {"type": "string", "minLength": 1, "maxLength": 200},
                  "body": {
                    "type": "string", "minLength": 1, "maxLength": 100000,
                    "description": "The text"
                  },
                  "cc": {"type": "string", "maxLength": 2000},
                  "bcc": {"type": "string", "maxLength": 2000},
                  "reply_to": {"type": "string", "maxLength": 320},
                  "attachments": {
                    "type": "array", "maxItems": 10, "items": {"type": "string"},
                    "description": "Paths of your files"
                  }
                },
                "required": ["to", "subject", "body"],
                "additionalProperties": false
              }
              """),
          true);

  private final MailSettings settings;
  private final Receivers receivers;
  private final FileJail jail;
  private final Outbox outbox;

  public EmailSender(Vertx vertx, MailSettings settings, FileJail jail) {
    this.settings = settings;
    this.jail = jail;
    receivers = new Receivers(settings.allowed());
    outbox = new Outbox(vertx, settings);
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult run(ToolInput input) throws IOException, InterruptedException {
    var arguments = input.arguments();
    var problem = problem(input);
    if (problem.isPresent()) {
      return failed(problem.get());
    }
    var message =
        new MailMessage()
            .setFrom(settings.from())
            .setTo(Receivers.split(arguments.text("to")))
            .setCc(Receivers.split(arguments.text("cc", "")))
            .setBcc(Receivers.split(arguments.text("bcc", "")))
            .setSubject(arguments.text("subject"))
            .setText(arguments.text("body"))
            .addHeader("Message-ID", messageId(input.idempotencyKey()));
    String replyTo = arguments.text("reply_to", "");
    if (!replyTo.isBlank()) {
      message.addHeader("Reply-To", replyTo.strip());
    }
    try {
      message.setAttachment(Attachments.of(jail, input.caller(), arguments.texts("attachments")));
    } catch (Attachments.RefusedException e) {
      return failed(String.valueOf(e.getMessage()));
    }
    return outbox.send(message, input.deadline());
  }

  private Optional<String> problem(ToolInput input) {
    var arguments = input.arguments();
    List<String> all = new ArrayList<>();
    for (String field : List.of("to", "cc", "bcc")) {
      all.addAll(Receivers.split(arguments.text(field, "")));
    }
    if (Receivers.split(arguments.text("to")).isEmpty() || all.size() > RECEIVERS_MAX) {
      return Optional.of("a mail goes to 1 to " + RECEIVERS_MAX + " addresses");
    }
    if (arguments.text("subject").chars().anyMatch(Character::isISOControl)) {
      return Optional.of("the subject must be one line");
    }
    String replyTo = arguments.text("reply_to", "").strip();
    if (!replyTo.isEmpty()) {
      all.add(replyTo);
    }
    return all.stream()
        .flatMap(address ->
            receivers
                .problem(address)
                .map(why -> "'" + ResultText.oneLine(address, 100) + "' " + why)
                .stream())
        .findFirst();
  }

  /** The same for every try of the same call, so that mail servers can drop a repeat. */
  private String messageId(String key) {
    String domain = settings.from().substring(settings.from().indexOf('@'));
    return "<" + UUID.nameUUIDFromBytes(key.getBytes(UTF_8)) + domain + ">";
  }

  private static ToolResult failed(String why) {
    return new ToolResult.Failed("Mail not sent: " + why);
  }
}
