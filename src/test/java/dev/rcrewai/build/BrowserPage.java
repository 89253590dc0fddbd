package dev.rcrewai.build;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test a {@link Page} of the system's Chromium: {@code @ExtendWith(BrowserPage.class)},
 * then a {@code Page} parameter. Each test has its own page, with no cookies of another. Where
 * there is no Chromium the tests are skipped, in CI they fail.
 */
public final class BrowserPage
    implements BeforeAllCallback, AfterAllCallback, AfterEachCallback, ParameterResolver {
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final Path MACOS =
      Path.of("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");

  private @Nullable Playwright playwright;
  private @Nullable Browser browser;
  private @Nullable Page page;

  @Override
  public void beforeAll(ExtensionContext context) {
    var chromium = chromium().orElseGet(BrowserPage::missing);
    var driver = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    playwright = Playwright.create(new Playwright.CreateOptions().setEnv(driver));
    // Containers have no user namespaces for the sandbox; only pages of the test's own are opened.
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium)
                    .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Page.class;
  }

  @Override
  public Page resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (browser == null) {
      throw new IllegalStateException("a page is asked for before the browser runs");
    }
    page = browser.newPage();
    page.setDefaultTimeout(TIMEOUT_MILLIS);
    return page;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (page != null) {
      page.close();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (playwright != null) {
      playwright.close();
    }
  }

  private static Optional<Path> chromium() {
    var folders = System.getenv("PATH").split(File.pathSeparator);
    return Stream.concat(
            Stream.of(folders).flatMap(folder -> NAMES.stream().map(Path.of(folder)::resolve)),
            Stream.of(MACOS))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Path missing() {
    var words = "no Chromium found in PATH; install it (apt-get install chromium) to run this test";
    if (Boolean.parseBoolean(System.getenv("CI"))) {
      throw new IllegalStateException(words);
    }
    return Assumptions.abort(words);
  }
}
