package dev.rcrewai.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * The secret that the server made for itself: 32 random bytes in base64url, in a file that only its
 * owner may read. It is made once; later starts, and {@code rcrewai token}, read it again.
 */
final class JwtSecretFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final int RANDOM_BYTES = 32;

  private final Path file;

  JwtSecretFile(Path dataDir) {
    this.file = dataDir.resolve("jwt-secret");
  }

  /** The secret, or empty and a problem more. */
  Optional<Secret> readOrCreate(Set<SettingsProblem> problems) {
    try {
      if (!Files.exists(file)) {
        create();
      }
      return read(problems);
    } catch (IOException | UnsupportedOperationException e) {
      var found = "not usable (" + Shown.text(e.toString()) + ")";
      problems.add(
          SettingsProblem.unlike(
              file.toString(), found, "a writable DATA_DIR, or JWT_SECRET to be set"));
      return Optional.empty();
    }
  }

  private Optional<Secret> read(Set<SettingsProblem> problems) throws IOException {
    var permissions = Files.getPosixFilePermissions(file);
    if (!OWNER_ONLY.containsAll(permissions)) {
      var found = "open to others (" + PosixFilePermissions.toString(permissions) + ")";
      problems.add(SettingsProblem.unlike(file.toString(), found, "mode 600"));
      return Optional.empty();
    }
    var text = Files.readString(file).strip();
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes < AuthSettings.SECRET_BYTES_MIN) {
      var expected = "at least " + AuthSettings.SECRET_BYTES_MIN + ": remove it for a new one";
      problems.add(SettingsProblem.unlike(file.toString(), bytes + " bytes long", expected));
      return Optional.empty();
    }
    return Optional.of(new Secret(text));
  }

  /**
   * Whoever comes first wins: the finished file gets its name in one step, which fails if taken.
   */
  private void create() throws IOException {
    var dir = Files.createDirectories(file.toAbsolutePath().getParent());
    var attribute = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    var draft = Files.createTempFile(dir, "jwt-secret", ".new", attribute);
    try {
      Files.writeString(draft, random(), StandardOpenOption.WRITE, StandardOpenOption.SYNC);
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster; its secret is the one to read.
    } finally {
      Files.delete(draft);
    }
  }

  private static String random() {
    var bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
