package dev.rcrewai.drill;

/** The drills of a cluster, on a real PostgreSQL. */
class PostgresClusterTest extends ClusterDrills {
  PostgresClusterTest() {
    super(RealStore.POSTGRES);
  }
}
