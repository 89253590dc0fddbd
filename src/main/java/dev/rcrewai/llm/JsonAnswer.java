package dev.rcrewai.llm;

import dev.rcrewai.step.ChatFailure;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Cuts an answer into its JSON values, by one of three framings, and has them interpreted. */
public final class JsonAnswer implements AnswerReader {
  /** Where one value ends and the next begins. */
  private interface Framing {
    void read(Buffer bytes);

    /** Gives out what is left. */
    void end();
  }

  private final Interpreter interpreter;
  private final Framing framing;
  private final boolean streamed;
  private boolean ending;
  private @Nullable AttemptResult result;

  private JsonAnswer(
      Interpreter interpreter, boolean streamed, Function<Consumer<byte[]>, Framing> framing) {
    this.interpreter = interpreter;
    this.streamed = streamed;
    this.framing = framing.apply(this::piece);
  }

  /** The body is one value. */
  public static AnswerReader whole(Interpreter interpreter) {
    return new JsonAnswer(interpreter, false, Whole::new);
  }

  /** The body is a stream of server-sent events; the data of each is a value. */
  public static AnswerReader events(Interpreter interpreter) {
    return new JsonAnswer(interpreter, true, Events::new);
  }

  /** Each line of the body is a value. */
  public static AnswerReader lines(Interpreter interpreter) {
    return new JsonAnswer(interpreter, true, Lines::new);
  }

  @Override
  public @Nullable AttemptResult read(Buffer bytes) {
    framing.read(bytes);
    return result;
  }

  @Override
  public AttemptResult end() {
    ending = true;
    framing.end();
    return result == null ? interpreter.end() : result;
  }

  private void piece(byte[] json) {
    if (result != null) {
      return;
    }
    try {
      result = interpreter.take(WireJson.read(json));
    } catch (IOException e) {
      result = unreadable();
    }
  }

  /** Half a value at a stream's end is a stream that was cut. */
  private AttemptResult unreadable() {
    var draft = interpreter.draft();
    if (!streamed) {
      return draft.failure(ChatFailure.BAD_OUTPUT, "the answer is not JSON");
    }
    return ending
        ? draft.brokenOff()
        : draft.failure(ChatFailure.BAD_OUTPUT, "a piece of the stream is not JSON");
  }

  private record Whole(Consumer<byte[]> sink, Buffer body) implements Framing {
    Whole(Consumer<byte[]> sink) {
      this(sink, Buffer.buffer());
    }

    @Override
    public void read(Buffer bytes) {
      body.appendBuffer(bytes);
    }

    @Override
    public void end() {
      sink.accept(body.getBytes());
    }
  }

  private record Events(SseParser parser) implements Framing {
    Events(Consumer<byte[]> sink) {
      this(new SseParser(sink));
    }

    @Override
    public void read(Buffer bytes) {
      parser.read(bytes);
    }

    /** An event that was cut off is dropped. */
    @Override
    public void end() {}
  }

  private record Lines(LineParser parser) implements Framing {
    Lines(Consumer<byte[]> sink) {
      this(new LineParser(sink));
    }

    @Override
    public void read(Buffer bytes) {
      parser.read(bytes);
    }

    @Override
    public void end() {
      parser.end();
    }
  }
}
