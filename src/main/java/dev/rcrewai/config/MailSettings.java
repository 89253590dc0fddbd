package dev.rcrewai.config;

import java.util.List;

/**
 * The mail server that tools send through, and to whom.
 *
 * @param host of the server
 * @param port of the server
 * @param tls how the connection is protected
 * @param username empty where the server wants no login
 * @param password of that user
 * @param from the sender of every mail
 * @param allowed addresses, and domains as {@code @example.org}, that mail may go to
 */
public record MailSettings(
    String host,
    int port,
    Tls tls,
    String username,
    Secret password,
    String from,
    List<String> allowed) {
  public MailSettings {
    allowed = List.copyOf(allowed);
    Require.that(!allowed.isEmpty(), "allowed is empty; mail that may go to nobody is none");
  }

  /** How the connection to the mail server is protected. */
  public enum Tls {
    /** By STARTTLS; without it nothing is sent. */
    STARTTLS,
    /** From the first byte on. */
    TLS,
    /** Not at all: for a server on this machine. */
    NONE
  }
}
