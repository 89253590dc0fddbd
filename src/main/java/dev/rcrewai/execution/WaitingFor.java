package dev.rcrewai.execution;

import dev.rcrewai.step.ChatWait;
import dev.rcrewai.step.StepPath;
import java.time.Instant;

/** What one chat of an execution waits for. */
public record WaitingFor(StepPath path, ChatWait.Reason why, String provider, Instant since) {}
