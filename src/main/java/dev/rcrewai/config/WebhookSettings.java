package dev.rcrewai.config;

import dev.rcrewai.net.AllowList;
import java.time.Duration;

/**
 * How executions call back.
 *
 * @param secrets with which it is signed
 * @param allowed hosts and addresses that may be called beside the public internet
 * @param timeout of one try, from the name server to the status
 * @param concurrentMax tries of this node in flight at once
 */
public record WebhookSettings(
    WebhookSecrets secrets, AllowList allowed, Duration timeout, int concurrentMax) {
  public WebhookSettings {
    Require.positive("timeout", timeout);
    Require.atLeast("concurrentMax", concurrentMax, 1);
  }
}
