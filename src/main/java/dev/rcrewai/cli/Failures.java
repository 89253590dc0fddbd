package dev.rcrewai.cli;

import dev.rcrewai.ToolFilesException;
import dev.rcrewai.config.SettingsException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says in one line what went wrong; a stack trace helps nobody at a command line. */
final class Failures implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    var err = command.getErr();
    var message = failure.getMessage();
    err.println(message == null || message.isBlank() ? failure.toString() : message);
    err.flush();
    return switch (failure) {
      case SettingsException _, ToolFilesException _, RefusedException _ -> ExitCode.USAGE;
      default -> ExitCode.FAILED;
    };
  }
}
