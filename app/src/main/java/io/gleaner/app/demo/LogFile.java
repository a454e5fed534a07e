package io.gleaner.app.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the stages' log to a file, so that the terminal is left to progress and to errors. */
final class LogFile {

  private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level [%thread] %logger{0}: %msg%n";

  private LogFile() {}

  static void redirectTo(Path file) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setContext(context);
    appender.setFile(file.toString());
    appender.setEncoder(encoder);
    appender.start();
    Appender<ILoggingEvent> console = root.getAppender("STDERR");
    root.detachAppender(console);
    root.addAppender(appender);
    // What Kafka calls an error it mostly mends itself; ours are meant for people.
    console.addFilter(errorsOnly());
    context.getLogger("io.gleaner").addAppender(console);
  }

  private static ThresholdFilter errorsOnly() {
    ThresholdFilter errors = new ThresholdFilter();
    errors.setLevel(Level.ERROR.toString());
    errors.start();
    return errors;
  }
}
