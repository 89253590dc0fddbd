package dev.rcrewai.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;

/**
 * Decides where this server may connect when the address comes from a model, a caller or a web
 * page: to public addresses alone and to what an operator allows, never to this machine, its
 * network, or a cloud's metadata service. It judges the very IP address that is then connected to,
 * so neither the spelling of a URL nor a second answer of the name server can get around it. Blocks
 * while it resolves. Thread-safe.
 */
public final class AddressGuard {
  private static final int PORT_MAX = 65_535;

  private final Resolver resolver;
  private final BiPredicate<String, InetAddress> allowed;

  /** Turns a host name into its addresses. */
  @FunctionalInterface
  public interface Resolver {
    List<InetAddress> resolve(String host) throws UnknownHostException;
  }

  /** The address must not be connected to. */
  public static final class RefusedException extends IOException {
    RefusedException(String message) {
      super(message);
    }
  }

  /** Resolves as the operating system does. */
  public AddressGuard() {
    this(AllowList.NONE);
  }

  /** The same with what an operator allows. */
  public AddressGuard(AllowList allowed) {
    this(host -> List.of(InetAddress.getAllByName(host)), allowed);
  }

  public AddressGuard(Resolver resolver) {
    this(resolver, AllowList.NONE);
  }

  public AddressGuard(Resolver resolver, AllowList allowed) {
    this(resolver, allowed::allows);
  }

  /** Allows other addresses than the public ones. */
  public AddressGuard(Resolver resolver, BiPredicate<String, InetAddress> allowed) {
    this.resolver = resolver;
    this.allowed = allowed;
  }

  /**
   * The one address to connect to for this URL. A host with several addresses is refused as soon as
   * one of them is not public.
   */
  public InetAddress addressFor(URI url) throws RefusedException, UnknownHostException {
    String host = hostOf(url);
    List<InetAddress> addresses = resolver.resolve(host);
    if (addresses.isEmpty()) {
      throw new UnknownHostException(host);
    }
    for (InetAddress address : addresses) {
      if (!allowed.test(host, address)) {
        throw new RefusedException(host + " is not a public address");
      }
    }
    return addresses.getFirst();
  }

  private static String hostOf(URI url) throws RefusedException {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new RefusedException("only http and https URLs are called");
    }
    if (url.getRawUserInfo() != null) {
      throw new RefusedException("URLs with a user name are not called");
    }
    String host = url.getHost();
    if (host == null || host.isEmpty()) {
      throw new RefusedException("the URL names no host");
    }
    if (url.getPort() == 0 || url.getPort() > PORT_MAX) {
      throw new RefusedException("the URL's port is none");
    }
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
