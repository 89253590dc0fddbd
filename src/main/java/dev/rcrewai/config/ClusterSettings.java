package dev.rcrewai.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster of nodes and event bus clients.
 *
 * @param enabled whether this node joins it; the rest means nothing otherwise
 * @param name only members of the same name join each other
 * @param dns a name whose addresses are the members, or null
 * @param members addresses of members, each with its port or without; empty where none is named
 * @param host the address that others reach this node at, or null for its first one
 * @param port of membership; 0 picks a free one
 * @param busPort of the event bus; 0 picks a free one
 * @param tls what event bus connections are protected with, or null
 * @param streamsMax event streams of this node at once
 * @param callerStreamsMax event streams of one caller on this node at once
 */
public record ClusterSettings(
    boolean enabled,
    String name,
    @Nullable String dns,
    List<String> members,
    @Nullable String host,
    int port,
    int busPort,
    @Nullable Tls tls,
    int streamsMax,
    int callerStreamsMax) {
  /** What each member shows and trusts: both ends of a connection are checked. All in PEM. */
  public record Tls(Path cert, Path key, Path ca) {}

  public ClusterSettings {
    members = List.copyOf(members);
    Require.within("port", port, 0, 65535);
    Require.within("busPort", busPort, 0, 65535);
    Require.atLeast("streamsMax", streamsMax, 1);
    Require.atLeast("callerStreamsMax", callerStreamsMax, 1);
  }
}
