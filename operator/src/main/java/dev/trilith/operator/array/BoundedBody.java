package dev.trilith.operator.array;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * A body that is read as text, up to a number of bytes; a longer one ends the exchange. Who may
 * write an endpoint may let anything answer there, also without end.
 */
final class BoundedBody implements BodySubscriber<String> {
    private final BodySubscriber<String> text;
    private final long most;

    private long read;
    private @Nullable Subscription subscription;

    private BoundedBody(BodySubscriber<String> text, long most) {
        this.text = text;
        this.most = most;
    }

    /**
     * @param most bytes of a body, which is then whole; one more and the exchange fails with an
     *     {@link IOException}
     */
    static BodyHandler<String> of(long most) {
        BodyHandler<String> handler = BodyHandlers.ofString();
        return answer -> new BoundedBody(handler.apply(answer), most);
    }

    @Override
    public CompletionStage<String> getBody() {
        return text.getBody();
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        text.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (read > most) {
            return; // what was under way when the exchange was ended
        }
        for (ByteBuffer buffer : buffers) {
            read += buffer.remaining();
        }
        if (read > most) {
            if (subscription != null) {
                subscription.cancel();
            }
            text.onError(new IOException("the answer is longer than " + most + " bytes"));
            return;
        }
        text.onNext(buffers);
    }

    @Override
    public void onError(Throwable broken) {
        text.onError(broken);
    }

    @Override
    public void onComplete() {
        text.onComplete();
    }
}
