package dev.rcrewai.store.postgres;

import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Appended;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.Listeners;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BulletinTest {
  private final Bulletin bulletin = new Bulletin();
  private final Listeners listeners = new Listeners();
  private final List<Appended> appended = new ArrayList<>();
  private final List<ExecutionId> signalled = new ArrayList<>();
  private final AtomicInteger queued = new AtomicInteger();

  @BeforeEach
  void listen() {
    listeners.onAppended(appended::add);
    listeners.onSignal(signalled::add);
    listeners.onQueued(queued::incrementAndGet);
  }

  private void tell(List<String> texts) {
    texts.forEach(text -> Bulletin.tell(text, "self", listeners));
  }

  @Test
  void news_ofAnother_areTold() {
    var grown = draft().id();
    var woken = draft().id();
    bulletin.appended(grown, 7);
    bulletin.signalled(woken);
    bulletin.queued();

    tell(bulletin.texts("other"));

    assertThat(appended).containsExactly(Appended.elsewhere(grown, 7));
    assertThat(signalled).containsExactly(woken);
    assertThat(queued).hasValue(1);
  }

  @Test
  void news_ofOneself_areNotTold() {
    bulletin.appended(draft().id(), 7);
    bulletin.queued();

    tell(bulletin.texts("self"));

    assertThat(appended).isEmpty();
    assertThat(queued).hasValue(0);
  }

  @Test
  void manyAppendsOfOne_areTheLast() {
    var id = draft().id();
    bulletin.appended(id, 3);
    bulletin.appended(id, 9);
    bulletin.appended(id, 8);

    tell(bulletin.texts("other"));

    assertThat(appended).containsExactly(Appended.elsewhere(id, 9));
  }

  @Test
  void moreThanOneTextHolds_areSeveral() {
    for (int i = 0; i < 1000; i++) {
      bulletin.appended(draft().id(), 1_000_000 + i);
    }

    var texts = bulletin.texts("other");

    assertThat(texts).hasSizeGreaterThan(5).allMatch(text -> text.length() < 8_000);
    tell(texts);
    assertThat(appended).hasSize(1000);
  }

  @Test
  void moreThanItHolds_areDropped() {
    for (int i = 0; i < Bulletin.ITEMS_MAX + 5; i++) {
      bulletin.signalled(draft().id());
    }

    tell(bulletin.texts("other"));

    assertThat(signalled).hasSize(Bulletin.ITEMS_MAX);
  }

  @Test
  void wordsThatNobodyKnows_areSkipped() {
    tell(List.of("other x:1 a:nonsense:1 s: qq q", "", "other"));

    assertThat(appended).isEmpty();
    assertThat(signalled).isEmpty();
    assertThat(queued).hasValue(1);
  }
}
