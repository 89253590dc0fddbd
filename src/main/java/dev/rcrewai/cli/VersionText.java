package dev.rcrewai.cli;

import dev.rcrewai.config.Version;
import picocli.CommandLine.IVersionProvider;

/** The version as {@code --version} and {@code version} print it. */
final class VersionText implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"rcrewai " + Version.value()};
  }
}
