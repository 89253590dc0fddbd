package dev.rcrewai.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Bounds of tools.
 *
 * @param filesDir {@code shared} and {@code callers/<id>} below it are what file tools may read
 * @param fileBytesMax the largest file that is opened
 * @param resultCharsMax the longest result that goes back to a model
 * @param webSearchUrl DuckDuckGo's HTML page or what speaks like it
 * @param timeout of one call
 * @param offer which tools there are, and what they may reach
 */
public record ToolSettings(
    Path filesDir,
    long fileBytesMax,
    int resultCharsMax,
    URI webSearchUrl,
    Duration timeout,
    ToolOffer offer) {
  public ToolSettings {
    Require.atLeast("fileBytesMax", fileBytesMax, 1);
    Require.atLeast("resultCharsMax", resultCharsMax, 1);
    Require.positive("timeout", timeout);
  }
}
