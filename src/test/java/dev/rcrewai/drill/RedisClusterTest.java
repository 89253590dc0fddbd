package dev.rcrewai.drill;

/** The drills of a cluster, on a real Redis. */
class RedisClusterTest extends ClusterDrills {
  RedisClusterTest() {
    super(RealStore.REDIS);
  }
}
