package dev.rcrewai.auth;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a request, by a token that was checked.
 *
 * @param userId whose executions it may see
 * @param expiresAt when the token ends, or null where it does not
 */
public record Caller(String userId, Set<String> permissions, @Nullable Instant expiresAt) {
  private static final String VIEW_ALL = "view_all_executions";

  public Caller {
    permissions = Set.copyOf(permissions);
  }

  /** Whether it may begin an operation; of a crew's name later. */
  public boolean may(Permission permission) {
    return switch (permission) {
      case NONE -> true;
      case VIEW_METRICS -> permissions.contains(permission.word());
      case EXECUTE_CREW ->
          permissions.contains(permission.word())
              || permissions.stream().anyMatch(held -> held.startsWith(permission.word() + ":"));
    };
  }

  /** Whether it may run this crew. */
  public boolean mayExecute(String crew) {
    var word = Permission.EXECUTE_CREW.word();
    return permissions.contains(word) || permissions.contains(word + ":" + crew);
  }

  /** Whether it sees everybody's executions. */
  public boolean viewsAll() {
    return permissions.contains(VIEW_ALL);
  }
}
