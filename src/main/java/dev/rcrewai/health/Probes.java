package dev.rcrewai.health;

/**
 * What a node says about itself when it is asked, on whichever port.
 *
 * @param health how its parts fare
 * @param readiness whether it takes work
 * @param liveness whether its process makes progress
 */
public record Probes(HealthRegistry health, Readiness readiness, Liveness liveness) {}
