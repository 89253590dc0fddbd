/**
 * The execution store of many nodes on one Redis: a master, with replicas and Sentinels where there
 * are; no cluster. Every write is one Lua script, so it happens whole or not at all, in one round
 * trip; the scripts are resources beside this package.
 */
@NullMarked
package dev.rcrewai.store.redis;

import org.jspecify.annotations.NullMarked;
