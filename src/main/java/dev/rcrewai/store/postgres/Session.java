package dev.rcrewai.store.postgres;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a connection is opened with, and what holds on it from its first statement on. The latter is
 * told once it stands: PgBouncer refuses parameters at the start that it does not know, or drops
 * them unread.
 *
 * @param options with the parameters that every pooler takes
 * @param parameters the others
 */
record Session(PgConnectOptions options, Map<String, String> parameters) {
  private static final Set<String> AT_START =
      Set.of("application_name", "client_encoding", "DateStyle");

  private static final String SET =
      "SELECT set_config(name, value, false) FROM unnest($1::text[], $2::text[]) AS p (name,"
          + " value)";

  /** The same as {@code wanted}, whose parameters are all for the start. */
  static Session of(PgConnectOptions wanted) {
    var atStart = new HashMap<>(wanted.getProperties());
    atStart.keySet().retainAll(AT_START);
    var later = new HashMap<>(wanted.getProperties());
    later.keySet().removeAll(AT_START);
    return new Session(new PgConnectOptions(wanted).setProperties(atStart), later);
  }

  /** Tells a new connection. */
  Future<Void> begin(SqlConnection connection) {
    var names = parameters.keySet().toArray(String[]::new);
    var values = parameters.values().toArray(String[]::new);
    return connection.preparedQuery(SET).execute(Tuple.of(names, (Object) values)).mapEmpty();
  }
}
