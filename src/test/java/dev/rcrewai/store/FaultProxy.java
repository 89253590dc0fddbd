package dev.rcrewai.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on loopback between a store and its server, which loses what networks lose. It knows
 * no protocol: an exchange is what a client says up to where the server answers.
 *
 * <pre>
 *   store ──request──► proxy ──request──► server      BEFORE_REQUEST cuts the first arrow's end,
 *   store ◄──reply──── proxy ◄──reply──── server      BEFORE_REPLY the last arrow's beginning
 * </pre>
 */
public final class FaultProxy implements AutoCloseable {
  /** What the server of a cut exchange knows. */
  public enum Where {
    /** It never hears of the request. */
    BEFORE_REQUEST,
    /** It has done what was asked and answered; nothing of its reply arrives. */
    BEFORE_REPLY
  }

  private enum Mode {
    PASS,
    HOLD,
    REFUSE
  }

  private static final int BYTES_MAX = 64 * 1024;

  private final ServerSocket listener;
  private final int serverPort;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable Cut> armed = new AtomicReference<>();
  private final Object gate = new Object();
  private volatile Mode mode = Mode.PASS;

  /** Before a server on that port of this machine, which need not be there yet. */
  public FaultProxy(int serverPort) {
    this.serverPort = serverPort;
    try {
      listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("proxy-accept").start(this::accept);
  }

  /** The port that stands for the server's. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Cuts the {@code nth} exchange from now on, on whatever connection it begins. */
  public Cut cut(Where where, int nth) {
    return cut(where, nth, 1);
  }

  /** Cuts the {@code nth} exchange from now on and those after it, so many times in all. */
  public Cut cut(Where where, int nth, int times) {
    var cut = new Cut(where, nth, times);
    armed.set(cut);
    return cut;
  }

  /** Ends all connections now; new ones are welcome. */
  public void cutAll() {
    links.forEach(Link::close);
  }

  /** Ends all connections, and new ones as soon as they are made. */
  public void refuse() {
    to(Mode.REFUSE);
    cutAll();
  }

  /** Lets nothing pass either way and ends nothing: a peer that is silent. */
  public void hold() {
    to(Mode.HOLD);
  }

  /** Lets everything pass again, what was held first; nothing is armed any more. */
  public void pass() {
    armed.set(null);
    to(Mode.PASS);
  }

  /** Connections that are open. */
  public int connections() {
    return links.size();
  }

  private void to(Mode next) {
    synchronized (gate) {
      mode = next;
      gate.notifyAll();
    }
  }

  private void awaitGate() throws InterruptedException {
    synchronized (gate) {
      while (mode == Mode.HOLD) {
        gate.wait();
      }
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var client = listener.accept();
        if (mode == Mode.REFUSE) {
          reset(client);
        } else {
          Thread.ofVirtual().start(() -> connect(client));
        }
      } catch (IOException e) {
        // the listener is closed, or the client left before it was accepted
      }
    }
  }

  private void connect(Socket client) {
    try {
      var server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
      server.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      var link = new Link(client, server);
      links.add(link);
      Thread.ofVirtual().start(link::passRequests);
      Thread.ofVirtual().start(link::passReplies);
      if (mode == Mode.REFUSE || listener.isClosed()) {
        link.close();
      }
    } catch (IOException e) {
      reset(client); // the server is not there, and the client hears it as it would have
    }
  }

  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // it is closed already
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    pass();
    cutAll();
  }

  /** Exchanges that are to be cut; it counts them. */
  public static final class Cut {
    private final Where where;
    private final int nth;
    private final int times;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    private Cut(Where where, int nth, int times) {
      this.where = where;
      this.nth = nth;
      this.times = times;
    }

    /** How many exchanges were cut, the server's part of them being over. */
    public int done() {
      return done.get();
    }

    /** Whether the exchange that begins now is one of them. */
    private boolean isNext() {
      int number = begun.incrementAndGet();
      return number >= nth && number < nth + times;
    }
  }

  /** A client's connection and the one that was made for it. */
  private final class Link {
    private final Socket client;
    private final Socket server;
    private volatile boolean asked;
    private volatile @Nullable Cut doom;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void passRequests() {
      pass(client, server, this::mayRequestPass);
    }

    void passReplies() {
      pass(server, client, this::mayReplyPass);
    }

    private boolean mayRequestPass() {
      var cut = armed.get();
      if (!asked && cut != null && cut.isNext()) {
        if (cut.where == Where.BEFORE_REQUEST) {
          cut.done.incrementAndGet();
          return false;
        }
        doom = cut;
      }
      asked = true;
      return true;
    }

    private boolean mayReplyPass() {
      var cut = doom;
      if (cut != null) {
        cut.done.incrementAndGet();
        return false;
      }
      asked = false;
      return true;
    }

    private void pass(Socket from, Socket to, Passage passage) {
      var bytes = new byte[BYTES_MAX];
      try {
        var in = from.getInputStream();
        for (int n = in.read(bytes); n > 0; n = in.read(bytes)) {
          awaitGate();
          if (!passage.isOpen()) {
            break;
          }
          to.getOutputStream().write(bytes, 0, n);
        }
      } catch (IOException e) {
        // one side is gone, and so is the other
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      close();
    }

    void close() {
      reset(client);
      reset(server);
      links.remove(this);
    }
  }

  private interface Passage {
    boolean isOpen();
  }
}
