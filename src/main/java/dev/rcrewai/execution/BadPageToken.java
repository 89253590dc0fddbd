package dev.rcrewai.execution;

/** A page token that no list of this store gave. Nothing was read. */
public final class BadPageToken extends IllegalArgumentException {
  public BadPageToken() {
    super("the page token is none that a list gave; leave it out to start from the newest");
  }
}
