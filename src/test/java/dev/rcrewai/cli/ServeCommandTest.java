package dev.rcrewai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Await;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ServeCommandTest {
  /** Of the version that fits Netty's, and for this machine. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void loops_takeEpoll() {
    var vertx = Vertx.vertx(ServeCommand.loops());

    assertThat(vertx.isNativeTransportEnabled()).isTrue();
    Await.await(vertx.close());
  }
}
