package dev.rcrewai.tool.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.config.MailSettings;
import dev.rcrewai.config.Secret;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.tool.FileJail;
import dev.rcrewai.tool.ToolInputs;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subethamail.smtp.helper.SimpleMessageListener;
import org.subethamail.smtp.server.SMTPServer;

/** Mail over real SMTP. */
@Timeout(60)
final class EmailSenderTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final List<Received> MAILS = Collections.synchronizedList(new ArrayList<>());
  private static SMTPServer server;

  @TempDir Path files;
  private EmailSender sender;

  private record Received(String from, String to, Buffer data) {
    MimeMessage message() throws Exception {
      return new MimeMessage(null, new ByteArrayInputStream(data.getBytes()));
    }
  }

  @BeforeAll
  static void server() {
    server =
        SMTPServer.port(0)
            .simpleMessageListener(
                new SimpleMessageListener() {
                  @Override
                  public boolean accept(String from, String to) {
                    return !to.startsWith("full@");
                  }

                  @Override
                  public void deliver(String from, String to, InputStream data) throws IOException {
                    MAILS.add(new Received(from, to, Buffer.buffer(data.readAllBytes())));
                  }
                })
            .build();
    server.start();
  }

  @AfterAll
  static void close() throws Exception {
    server.stop();
    VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @BeforeEach
  void sender() {
    MAILS.clear();
    sender = sender(MailSettings.Tls.NONE);
  }

  private EmailSender sender(MailSettings.Tls tls) {
    var settings =
        new MailSettings(
            "127.0.0.1",
            server.getPortAllocated(),
            tls,
            "",
            new Secret(""),
            "crew@rcrewai.test",
            List.of("@shop.test", "Ann@partner.test"));
    return new EmailSender(VERTX, settings, new FileJail(files, 20 << 20));
  }

  @Test
  void send_allowedReceivers_getTheMailWithItsFiles() throws Exception {
    var own = Files.createDirectories(files.resolve("callers/alice/reports"));
    Files.writeString(own.resolve("may.csv"), "month,total\n");

    assertThat(
            send(
                Map.of(
                    "to", "bob@shop.test; ann@PARTNER.test",
                    "bcc", "eve@shop.test",
                    "reply_to", "bob@shop.test",
                    "subject", "Größe: 3 €",
                    "body", "Hello\n.\nFrom: nobody",
                    "attachments", List.of("reports/may.csv"))))
        .isEqualTo(new ToolResult.Completed("The mail server took the mail for 3."));

    assertThat(MAILS)
        .extracting(Received::to)
        .containsExactlyInAnyOrder("bob@shop.test", "ann@PARTNER.test", "eve@shop.test");
    var message = MAILS.getFirst().message();
    assertThat(message.getSubject()).isEqualTo("Größe: 3 €");
    assertThat(message.getHeader("Reply-To")).containsExactly("bob@shop.test");
    assertThat(message.getHeader("Bcc")).isNull();
    assertThat(message.getHeader("Message-ID")).hasSize(1);
    var parts = (MimeMultipart) message.getContent();
    assertThat(parts.getBodyPart(0).getContent().toString().replace("\r", ""))
        .isEqualTo("Hello\n.\nFrom: nobody");
    assertThat(parts.getBodyPart(1).getFileName()).isEqualTo("may.csv");
  }

  @Test
  void send_sameCallAgain_hasTheSameMessageId() throws Exception {
    Map<String, Object> mail = Map.of("to", "bob@shop.test", "subject", "x", "body", "y");
    send(mail);
    send(mail);

    assertThat(MAILS).hasSize(2);
    assertThat(MAILS.get(0).message().getHeader("Message-ID"))
        .isEqualTo(MAILS.get(1).message().getHeader("Message-ID"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eve@evil.test",
        "eve@shop.test.evil.test",
        "eve@sub.shop.test",
        "eve@evil.test,bob@shop.test",
        "bob@shop.test@evil.test",
        "\"bob@shop.test\" <eve@evil.test>",
        "bob@shop.test <eve@evil.test>",
        "<bob@shop.test>",
        "bob@shop.test\r\nRCPT TO:<eve@evil.test>",
        "bob@shop.test\nBcc: eve@evil.test",
        "bob@shop.test\0",
        "bob@shop.test\u2028x",
        "bob%evil.test@shop.test@",
        "@evil.test:bob@shop.test",
        "bob@[127.0.0.1]",
        "bob",
        ",;",
        "bob@shop．test"
      })
  void send_toAnybodyElse_sendsNothing(String address) throws Exception {
    for (String field : List.of("to", "cc", "bcc", "reply_to")) {
      if (field.equals("to") || !address.equals(",;")) {
        var mail =
            new HashMap<String, Object>(Map.of("to", "bob@shop.test", "subject", "x", "body", "y"));
        mail.put(field, address);

        assertThat(send(mail).text()).as(field).startsWith("Mail not sent: ");
      }
    }
    assertThat(MAILS).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\r\nBcc: eve@evil.test",
        "x\nBcc: eve@evil.test",
        "x\rBcc: eve@evil.test",
        "x\u0085Bcc: eve@evil.test",
        "x\0"
      })
  void send_subjectOfSeveralLines_sendsNothing(String subject) throws Exception {
    assertThat(send(Map.of("to", "bob@shop.test", "subject", subject, "body", "y")).text())
        .isEqualTo("Mail not sent: the subject must be one line");
    assertThat(MAILS).isEmpty();
  }

  /** The body may say what it likes; it stays the body of one mail. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\n.\r\nMAIL FROM:<x@evil.test>\r\nRCPT TO:<eve@evil.test>\r\nDATA\r\nspam\r\n.\r\n",
        "a\n.\nMAIL FROM:<x@evil.test>\nRCPT TO:<eve@evil.test>\nDATA\nspam\n.\n",
        "a\r.\rQUIT\r",
        "\r\n\r\n--boundary\r\nContent-Type: text/html\r\n\r\n<b>x</b>"
      })
  void send_bodyWithCommands_isOneMail(String body) throws Exception {
    assertThat(send(Map.of("to", "bob@shop.test", "subject", "x", "body", body)))
        .isInstanceOf(ToolResult.Completed.class);
    assertThat(MAILS).singleElement().extracting(Received::to).isEqualTo("bob@shop.test");
    assertThat(MAILS.getFirst().message().getAllRecipients()).hasSize(1);
    assertThat(MAILS.getFirst().message().getRecipients(RecipientType.BCC)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../bob/a.txt", "/etc/passwd.txt", "run.sh", "none.pdf", "link.txt", "big.zip"})
  void send_fileThatIsNotTheirs_sendsNothing(String path) throws Exception {
    var own = Files.createDirectories(files.resolve("callers/alice"));
    Files.createDirectories(files.resolve("callers/bob"));
    Files.writeString(files.resolve("callers/bob/a.txt"), "secret");
    Files.createSymbolicLink(own.resolve("link.txt"), files.resolve("callers/bob/a.txt"));
    Files.write(own.resolve("big.zip"), new byte[Attachments.BYTES_MAX + 1]);

    var result =
        send(
            Map.of(
                "to", "bob@shop.test", "subject", "x", "body", "y", "attachments", List.of(path)));

    assertThat(result.text()).startsWith("Mail not sent: ");
    assertThat(MAILS).isEmpty();
  }

  @Test
  void send_moreThanTenReceivers_sendsNothing() throws Exception {
    String many = String.join(",", Collections.nCopies(11, "bob@shop.test"));

    assertThat(send(Map.of("to", many, "subject", "x", "body", "y")).text())
        .isEqualTo("Mail not sent: a mail goes to 1 to 10 addresses");
    assertThat(MAILS).isEmpty();
  }

  @Test
  void send_serverWithoutTls_isNotTrustedWithIt() throws Exception {
    sender = sender(MailSettings.Tls.STARTTLS);

    assertThat(send(Map.of("to", "bob@shop.test", "subject", "x", "body", "y")).text())
        .isEqualTo("Mail not sent: the mail server offers no secure connection");
    assertThat(MAILS).isEmpty();
  }

  @Test
  void send_serverRefuses_saysWithWhichCode() throws Exception {
    assertThat(send(Map.of("to", "full@shop.test", "subject", "x", "body", "y")))
        .isEqualTo(
            new ToolResult.Failed("Mail not sent: the mail server refused it with code 553"));
  }

  @Test
  void send_noServer_saysSo() throws Exception {
    var settings =
        new MailSettings(
            "127.0.0.1",
            1,
            MailSettings.Tls.NONE,
            "",
            new Secret(""),
            "crew@rcrewai.test",
            List.of("@shop.test"));
    sender = new EmailSender(VERTX, settings, new FileJail(files, 1));

    assertThat(send(Map.of("to", "bob@shop.test", "subject", "x", "body", "y")))
        .isEqualTo(new ToolResult.Failed("Mail not sent: no connection to the mail server"));
  }

  @Test
  void spec_mail_hasSideEffects() {
    assertThat(sender.spec().sideEffects()).isTrue();
  }

  private ToolResult send(Map<String, Object> mail) throws Exception {
    return sender.run(ToolInputs.of(mail));
  }
}
