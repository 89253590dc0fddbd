package dev.rcrewai.config;

import java.nio.file.Path;

/**
 * The scripted provider.
 *
 * @param scripts the directory with its YAML scripts
 * @param port 0 picks a free one
 */
public record SandboxSettings(Path scripts, int port) {
  public SandboxSettings {
    Require.within("port", port, 0, 65535);
  }
}
