package dev.rcrewai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What backups refuse, keep and delete. */
class BackupTest {
  @TempDir Path dir;
  private BackupFixture fixture;

  @BeforeEach
  void make() throws IOException {
    fixture = new BackupFixture(dir);
  }

  @Test
  void backup_withoutARecipient_isRefused() throws IOException {
    var run = fixture.backup();

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--recipient").contains("--no-secrets");
    assertThat(fixture.backups()).isEmpty();
  }

  @Test
  void backup_whole_isForItsOwnerAndHasSecretsOnlyEncrypted() throws IOException {
    var backup = fixture.made();

    assertThat(Files.getPosixFilePermissions(backup))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(Files.readString(backup.resolve("MANIFEST")))
        .contains("store=sqlite\n", "executions=1\n", "events=7\n", "open=1\n");
    assertThat(Files.readString(backup.resolve("config/environment")))
        .contains("LLM_MODEL=scripted");
    assertThat(BackupFixture.shell("grep -rl canary '" + backup + "' || true")).isEmpty();
  }

  @Test
  void backup_ofConfigurationWithASecret_encryptsItToo() throws IOException {
    Files.writeString(dir.resolve("server.yaml"), "openai:\n  api_key: canary\n");

    var backup = fixture.made();

    assertThat(backup.resolve("config/server.yaml")).doesNotExist();
    assertThat(BackupFixture.shell("grep -rl canary '" + backup + "' || true")).isEmpty();
  }

  @Test
  void backup_whereOnlyServerYamlNamesTheStore_isRefused() throws IOException {
    Files.writeString(dir.resolve("server.yaml"), "store:\n  redis_url: redis://nowhere\n");

    var run = fixture.backup("--no-secrets");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("export REDIS_URL");
  }

  @Test
  void backup_thatFails_leavesNothingAndPrunesNothing() throws IOException {
    old("rcrewai-20200101T000000Z");
    Files.delete(fixture.data.resolve("executions.db"));

    var run = fixture.backup("--no-secrets");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(fixture.backups()).containsExactly("rcrewai-20200101T000000Z");
  }

  @Test
  void backup_ofADamagedStore_fails() throws IOException {
    try (var file =
        Files.newByteChannel(fixture.data.resolve("executions.db"), StandardOpenOption.WRITE)) {
      file.position(4096 * 3);
      file.write(ByteBuffer.wrap(new byte[4096 * 4]));
    }

    assertThat(fixture.backup("--no-secrets").status()).isEqualTo(1);
    assertThat(fixture.backups()).isEmpty();
  }

  @Test
  void pruning_takesOldBackupsOfItsOwnOnly() throws IOException {
    old("rcrewai-20200101T000000Z");
    Files.createDirectories(fixture.backups.resolve("rcrewai-20200102T000000Z")); // no MANIFEST
    Files.createDirectories(fixture.backups.resolve("rcrewai-notes"));
    Files.writeString(fixture.backups.resolve("rcrewai-20200101T000000Z.yaml"), "mine");
    Files.writeString(fixture.backups.resolve("others.tar.gz"), "mine");

    var backup = fixture.made().getFileName().toString();

    assertThat(fixture.backups())
        .containsExactlyInAnyOrder(
            "rcrewai-20200102T000000Z",
            "rcrewai-20200101T000000Z.yaml",
            "rcrewai-notes",
            "others.tar.gz",
            backup);
  }

  private void old(String name) throws IOException {
    var backup = Files.createDirectories(fixture.backups.resolve(name));
    Files.writeString(backup.resolve("MANIFEST"), "format=1\n");
  }

  @Test
  void dryRun_changesNothing() throws IOException {
    old("rcrewai-20200101T000000Z");

    var run = fixture.backup("--no-secrets", "--dry-run");

    assertThat(run.status()).isZero();
    assertThat(run.err()).contains("would write", "would then delete");
    assertThat(fixture.backups()).containsExactly("rcrewai-20200101T000000Z");
  }

  @Test
  void restore_ofAChangedBackup_isRefused() throws IOException {
    var backup = fixture.made();
    BackupFixture.shell("printf x >> '" + backup.resolve("config/prices.yaml") + "'");

    refused(fixture.restore(backup, "--only", "store", "--force"), "checksums differ");
  }

  @Test
  void restore_ofABackupWithAFileMore_isRefused() throws IOException {
    var backup = fixture.made();
    Files.writeString(backup.resolve("config/more"), "");

    refused(fixture.restore(backup, "--only", "store", "--force"), "files that were not in it");
  }

  @Test
  void restore_ofAHalfBackup_isRefused() throws IOException {
    var half =
        Files.move(fixture.made(), fixture.backups.resolve("rcrewai-20260101T000000Z.partial"));

    refused(fixture.restore(half, "--only", "store", "--force"), "was not finished");
  }

  @ParameterizedTest
  @CsvSource({
    "server=.*, server=99.0, server 99.0 wrote this backup",
    "schema=.*, schema=99, has schema 99",
    "format=.*, format=2, has format '2'",
    "store=.*, store=redis, of a redis store",
    "executions=.*, executions=2, not what MANIFEST says"
  })
  void restore_ofWhatItDoesNotKnow_isRefused(String line, String other, String words)
      throws IOException {
    var backup = fixture.made();
    BackupFixture.shell("cd '%s' && sed -i 's/^%s$/%s/' MANIFEST".formatted(backup, line, other));
    BackupFixture.shell(
        "cd '%s' && sha256sum $(cut -c 67- SHA256SUMS) >new && mv new SHA256SUMS"
            .formatted(backup));

    refused(fixture.restore(backup, "--only", "store", "--force"), words);
  }

  @Test
  void restore_overExecutions_needsForce() {
    var backup = fixture.made();
    fixture.sqlite("UPDATE executions SET last_seq = 9");

    refused(fixture.restore(backup, "--only", "store"), "--force");
    assertThat(fixture.sqlite("SELECT last_seq FROM executions")).isEqualTo("9");

    var forced = fixture.restore(backup, "--only", "store", "--force");
    assertThat(forced.status()).as(forced.words()).isZero();
    assertThat(forced.out())
        .containsPattern("store before +1 +9 +1")
        .containsPattern("after +1 +7 +1");
    assertThat(fixture.sqlite("SELECT last_seq FROM executions")).isEqualTo("7");
  }

  @Test
  void restore_ofAStoreThatAServerUses_isRefused() throws IOException {
    var backup = fixture.made();
    var holder =
        "process %d on %s since now"
            .formatted(ProcessHandle.current().pid(), BackupFixture.shell("uname -n").strip());
    Files.writeString(fixture.data.resolve("lock"), holder);

    refused(fixture.restore(backup, "--only", "store", "--force"), "in use by process");
  }

  @Test
  void configuration_thatDiffers_isReplacedByForceAndKeptBeside() throws IOException {
    var backup = fixture.made();
    Files.writeString(fixture.crew, "changed\n");

    refused(fixture.restore(backup, "--only", "config"), "differs");
    assertThat(Files.readString(fixture.crew)).isEqualTo("changed\n");

    assertThat(fixture.restore(backup, "--only", "config", "--force").status()).isZero();
    assertThat(Files.readString(fixture.crew)).isEqualTo("agents: {}\n");
    assertThat(BackupFixture.shell("cat '" + dir + "'/crews.before-*/echo.yaml"))
        .isEqualTo("changed\n");
  }

  @Test
  void secrets_comeBackAsFilesOfTheirOwner() throws IOException {
    var backup = fixture.made();
    var secrets = dir.resolve("secrets");
    var key = fixture.identity.toString();

    var run =
        fixture.restore(
            backup, "--only", "secrets", "--secrets-dir", secrets.toString(), "--identity", key);

    assertThat(run.status()).as(run.words()).isZero();
    assertThat(run.words()).doesNotContain("canary");
    var file = secrets.resolve("OPENAI_API_KEY");
    assertThat(Files.readString(file)).isEqualTo(BackupFixture.SECRET);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void secrets_thatCannotBeRead_stopTheRestoreBeforeTheStore() throws IOException {
    var backup = fixture.made();
    fixture.sqlite("UPDATE executions SET last_seq = 9");
    Files.writeString(fixture.identity, "another key");
    var secrets = dir.resolve("secrets").toString();
    var key = fixture.identity.toString();

    refused(
        fixture.restore(backup, "--force", "--secrets-dir", secrets, "--identity", key),
        "cannot be decrypted");
    assertThat(fixture.sqlite("SELECT last_seq FROM executions")).isEqualTo("9");
  }

  private static void refused(Script.Run run, String words) {
    assertThat(run.status()).as(run.words()).isEqualTo(1);
    assertThat(run.err()).contains(words);
  }
}
