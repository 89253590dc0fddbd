package dev.rcrewai.config;

import dev.rcrewai.net.AllowList;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tools are offered, and what they may reach.
 *
 * @param enabled the built-in tools, by name
 * @param callerBytesMax of all files of one caller together
 * @param allowed hosts and addresses that tools may call beside the public internet
 * @param ports of public hosts that tools may call
 * @param dir the files that declare tools; it may be missing
 * @param secrets that those files name
 * @param crewSecrets which of them crews may name, and where those may be sent
 * @param mail how mail is sent; null where it is not
 */
public record ToolOffer(
    List<String> enabled,
    long callerBytesMax,
    AllowList allowed,
    Set<Integer> ports,
    Path dir,
    NamedSecrets secrets,
    CrewSecrets crewSecrets,
    @Nullable MailSettings mail) {
  public ToolOffer {
    enabled = List.copyOf(enabled);
    ports = Set.copyOf(ports);
    Require.atLeast("callerBytesMax", callerBytesMax, 1);
  }
}
