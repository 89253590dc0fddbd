package dev.rcrewai.config;

/** The management port: probes and metrics. Port 0 switches it off; -1 picks a free one. */
public record ManagementSettings(String host, int port) {}
