package dev.rcrewai.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a request, by a token that was checked.
 *
 * @param userId whose executions it may see
 * @param expiresAt when the token ends, or null where it does not
 */
public record Caller(String userId, Set<String> permissions, @Nullable Instant expiresAt) {
  private static final String VIEW_ALL = "view_all_executions";
  private static final String MANAGE_MEMORY = "manage_memory";

  public Caller {
    permissions = Set.copyOf(permissions);
  }

  /** Whether it may begin an operation; of a crew's name later. */
  public boolean may(Permission permission) {
    return switch (permission) {
      case NONE -> true;
      case VIEW_METRICS -> permissions.contains(permission.word());
      case EXECUTE_CREW, ANSWER_INPUT ->
          permissions.contains(permission.word())
              || permissions.stream().anyMatch(held -> held.startsWith(permission.word() + ":"));
      case REMEMBER -> may(Permission.EXECUTE_CREW) || managesMemory();
      case FOLLOW -> may(Permission.EXECUTE_CREW) || may(Permission.ANSWER_INPUT);
    };
  }

  /** Whether it may run this crew. */
  public boolean mayExecute(String crew) {
    return holds(Permission.EXECUTE_CREW, crew);
  }

  /** Whether it may answer what executions of this crew ask, whoever began them. */
  public boolean mayAnswer(String crew) {
    return holds(Permission.ANSWER_INPUT, crew);
  }

  /** Whether it may answer for every crew. */
  public boolean answersAll() {
    return permissions.contains(Permission.ANSWER_INPUT.word());
  }

  /** The crews for which it may answer, where those are named. */
  public Set<String> answersFor() {
    var prefix = Permission.ANSWER_INPUT.word() + ":";
    return permissions.stream()
        .filter(held -> held.startsWith(prefix))
        .map(held -> held.substring(prefix.length()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean holds(Permission permission, String crew) {
    var word = permission.word();
    return permissions.contains(word) || permissions.contains(word + ":" + crew);
  }

  /** How long the token is worth something, but no longer than that. */
  public Duration left(Instant now, Duration max) {
    var left = expiresAt == null ? max : Duration.between(now, expiresAt);
    return left.compareTo(max) < 0 ? left : max;
  }

  /** Whether it sees and erases what crews remember for others. */
  public boolean managesMemory() {
    return permissions.contains(MANAGE_MEMORY);
  }

  /** Whether it sees everybody's executions. */
  public boolean viewsAll() {
    return permissions.contains(VIEW_ALL);
  }
}
