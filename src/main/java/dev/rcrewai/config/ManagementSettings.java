package dev.rcrewai.config;

/** The management port: probes and metrics. Port 0 switches it off; -1 picks a free one. */
public record ManagementSettings(String host, int port) {
  public ManagementSettings {
    Require.within("port", port, -1, 65535);
  }

  /** Whether there is such a port. */
  public boolean isOn() {
    return port != 0;
  }
}
