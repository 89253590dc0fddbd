/**
 * The event bus door: every operation at an address of a clustered event bus, with the answers of
 * HTTP, and event streams with credit. Only {@code HazelcastCluster} knows Hazelcast.
 */
@NullMarked
package dev.rcrewai.gateway;

import org.jspecify.annotations.NullMarked;
