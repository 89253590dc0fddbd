package dev.rcrewai.step;

import dev.rcrewai.step.ChatResult.Bill;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a request to recall something, or to keep it in mind. */
public sealed interface RecallResult {
  /** What vectors cost, or null where nobody was asked for any. */
  @Nullable Bill bill();

  /** The best first, within the bounds of an event; or what was kept in mind. */
  record Recalled(List<Passage> passages, @Nullable Bill bill) implements RecallResult {
    public Recalled {
      passages = List.copyOf(passages);
    }
  }

  /**
   * It could not be had.
   *
   * @param why what a crew's author or operator can act on; no text of a caller
   */
  record Failed(String why, @Nullable Bill bill) implements RecallResult {
    /** Why nothing came of it where it was aborted, or its execution's time was over. */
    public static final String STOPPED = "stopped before it was done";

    /** Why nothing came of it where a budget had no room for its vector. */
    public static final String UNPAID = "a budget is used up";
  }
}
