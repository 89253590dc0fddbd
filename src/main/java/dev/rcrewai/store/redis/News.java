package dev.rcrewai.store.redis;

import dev.rcrewai.execution.Appended;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.Listeners;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What scripts of other nodes publish, once for a group of calls: {@code <origin> appended <id>
 * <seq> <id> <seq> ...}, {@code <origin> signalled <id>} or {@code <origin> queued}.
 */
record News(String origin, Listeners listeners) {
  private static final Logger LOG = LoggerFactory.getLogger(News.class);

  /** Tells the listeners; what this node published it has told already. */
  void hear(String message) {
    var words = message.split(" ", -1);
    if (words[0].equals(origin)) {
      return;
    }
    try {
      tell(words);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      LOG.warn("news in the store's channel that no server publishes", e);
    }
  }

  private void tell(String[] words) {
    switch (words[1]) {
      case "appended" -> {
        for (int i = 2; i == 2 || i < words.length; i += 2) {
          var id = new ExecutionId(words[i]);
          listeners.appended(Appended.elsewhere(id, Long.parseLong(words[i + 1])));
        }
      }
      case "signalled" -> listeners.signalled(new ExecutionId(words[2]));
      case "queued" -> listeners.queued();
      default -> {} // of a newer server
    }
  }
}
