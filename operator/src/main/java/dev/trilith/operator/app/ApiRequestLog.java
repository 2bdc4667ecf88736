package dev.trilith.operator.app;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says at level DEBUG what the operator asks of the API server, without a word of what is in it: to
 * see what it does, and which rights it needs. The name is one that an environment variable can
 * say: {@code QUARKUS_LOG_CATEGORY__DEV_TRILITH_OPERATOR_REQUESTS__LEVEL}.
 */
final class ApiRequestLog implements Interceptor {
    private static final Logger LOG = LoggerFactory.getLogger("dev.trilith.operator.requests");

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("asks {} {}", request.method(), place(request.uri()));
        }
    }

    @Override
    public void after(
            HttpRequest request,
            HttpResponse<?> response,
            AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        if (LOG.isDebugEnabled() && !response.isSuccessful()) {
            LOG.debug(
                    "answered {} to {} {}",
                    response.code(),
                    request.method(),
                    place(request.uri()));
        }
    }

    private static String place(URI uri) {
        return uri.getRawQuery() == null
                ? uri.getRawPath()
                : uri.getRawPath() + "?" + uri.getRawQuery();
    }
}
