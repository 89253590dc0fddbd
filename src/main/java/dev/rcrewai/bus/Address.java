package dev.rcrewai.bus;

/**
 * A typed, node-local event bus address.
 *
 * @param name the address, for example {@code llm.chat}
 * @param request the type of what is sent
 * @param reply the type of what comes back; {@code Void} where nothing does
 */
public record Address<Q, R>(String name, Class<Q> request, Class<R> reply) {
  public Address {
    if (name.isBlank()) {
      throw new IllegalArgumentException("an address has no name");
    }
  }

  /** An address for messages that nobody answers. */
  public static <Q> Address<Q, Void> oneWay(String name, Class<Q> request) {
    return new Address<>(name, request, Void.class);
  }
}
