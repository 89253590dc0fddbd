package dev.rcrewai.config;

import static dev.rcrewai.config.Rule.host;
import static dev.rcrewai.config.Rule.oneOf;
import static dev.rcrewai.config.Rule.secretOrNone;
import static dev.rcrewai.config.Rule.text;
import static dev.rcrewai.config.Rule.wholeNumber;
import static dev.rcrewai.config.ToolRules.mailAddress;
import static dev.rcrewai.config.ToolRules.mailReceivers;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The mail server of {@code email_sender}. */
final class MailSection {
  static final Section MAIL = new Section("mail", "Mail");
  static final Key<String> HOST =
      MAIL.optional(
          "SMTP_HOST",
          "host",
          host(),
          "The mail server; with it and MAIL_ALLOW the tool email_sender is offered");
  static final Key<Integer> PORT =
      MAIL.key("SMTP_PORT", "port", wholeNumber(1, 65_535), "587", "The mail server's port");
  static final Key<MailSettings.Tls> TLS =
      MAIL.key(
          "SMTP_TLS",
          "tls",
          oneOf("starttls", "tls", "none")
              .map(word -> MailSettings.Tls.valueOf(word.toUpperCase(Locale.ROOT))),
          "starttls",
          "How the connection is protected; starttls sends nothing where the server has none");
  static final Key<String> USERNAME =
      MAIL.optional("SMTP_USERNAME", "username", text(), "Who logs in; nobody when left out");
  static final Key<Secret> PASSWORD =
      MAIL.secret("SMTP_PASSWORD", "password", secretOrNone(1), "That user's password");
  static final Key<String> FROM =
      MAIL.optional("MAIL_FROM", "from", mailAddress(), "The sender of every mail");
  static final Key<List<String>> ALLOWED =
      MAIL.optional(
          "MAIL_ALLOW",
          "allow",
          mailReceivers(),
          "To whom mail may go; a domain stands for everybody in it, but not in those below it");

  private MailSection() {}

  /** Null where no mail is sent. */
  static @Nullable MailSettings read(Values in) {
    var host = in.find(HOST);
    var from = in.find(FROM);
    var allowed = in.find(ALLOWED);
    var password = in.findOrAwait(PASSWORD);
    if (host.isEmpty()) {
      return null;
    }
    if (from.isEmpty() && !in.isGiven(FROM)) {
      in.refuse(FROM, "the sender's address, since SMTP_HOST is set");
    }
    if (allowed.isEmpty() && !in.isGiven(ALLOWED)) {
      in.refuse(ALLOWED, "to whom mail may go, since SMTP_HOST is set");
    }
    if (from.isEmpty() || allowed.isEmpty()) {
      return null;
    }
    return new MailSettings(
        host.get(),
        in.get(PORT),
        in.get(TLS),
        in.find(USERNAME).orElse(""),
        password.orElseGet(() -> new Secret("")),
        from.get(),
        allowed.get());
  }
}
