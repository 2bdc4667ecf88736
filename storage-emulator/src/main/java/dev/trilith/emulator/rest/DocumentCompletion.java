package dev.trilith.emulator.rest;

import dev.trilith.contract.ProblemDocument;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.jspecify.annotations.Nullable;

/**
 * Completes the OpenAPI document with what its annotations leave out: which fields of a message
 * must be there, the errors that any request can meet, and the form of all errors.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class DocumentCompletion implements OASFilter {
    private static final String PROBLEM = "ProblemDocument";
    private static final String TOKEN = "token";
    private static final Map<String, String> PARAMETERS =
            Map.of(
                    "port", "The array port's name, for example 201b",
                    "lu", "The logical unit's name, for example LU0",
                    "name", "The pair's name, for example P1",
                    "array", "The other array's name, for example 2b",
                    "peer", "Who it is, in the owner's words: 1 to 128 of A-Z a-z 0-9 . _ -");

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getComponents().addSchema(PROBLEM, problem());
        document.getComponents().getSchemas().forEach(DocumentCompletion::tellWhatMayBeMissing);
        Properties texts = texts();
        document.getComponents().getSchemas().forEach((name, s) -> describe(texts, name, s));
        tellOfTokens(document);
        for (PathItem path : document.getPaths().getPathItems().values()) {
            path.getOperations().values().forEach(DocumentCompletion::complete);
        }
    }

    /** Either no token, at an array that asks for none, or a bearer's. */
    private static void tellOfTokens(OpenAPI document) {
        document.getComponents()
                .addSecurityScheme(
                        TOKEN,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description(
                                        "At an array started with --token-file: the owner's token,"
                                                + " or one that the owner filed under /v1/access"));
        document.addSecurityRequirement(OASFactory.createSecurityRequirement());
        document.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(TOKEN));
    }

    /** A field is required unless the message's record says that it may be null. */
    private static void tellWhatMayBeMissing(String name, Schema schema) {
        RecordComponent[] fields = fields(name);
        Map<String, Schema> properties = schema.getProperties();
        if (fields.length == 0 || properties == null) {
            return;
        }
        List<String> required = new ArrayList<>();
        for (RecordComponent field : fields) {
            Schema property = properties.get(field.getName());
            if (!field.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                required.add(field.getName());
            } else if (property != null && property.getType() != null) {
                property.addType(Schema.SchemaType.NULL);
            }
        }
        if (!required.isEmpty()) {
            schema.setRequired(required);
        }
    }

    private static Schema problem() {
        Schema schema = OASFactory.createSchema().addType(Schema.SchemaType.OBJECT);
        schema.addProperty("status", field(Schema.SchemaType.INTEGER));
        for (String text : List.of("title", "detail", "code")) {
            schema.addProperty(text, field(Schema.SchemaType.STRING));
        }
        return schema;
    }

    private static Schema field(Schema.SchemaType type) {
        return OASFactory.createSchema().addType(type);
    }

    private static void describe(Properties texts, String name, Schema schema) {
        if (texts.containsKey(name)) {
            schema.setDescription(texts.getProperty(name));
        }
        Map<String, Schema> properties = schema.getProperties();
        if (properties == null) {
            return;
        }
        properties.forEach((field, property) -> {
            String text = texts.getProperty(name + "." + field);
            if (text != null) {
                property.setDescription(text);
            }
        });
    }

    private static Properties texts() {
        Properties texts = new Properties();
        try (InputStream in =
                DocumentCompletion.class.getResourceAsStream("/message-fields.properties")) {
            if (in == null) {
                throw new IllegalStateException("message-fields.properties is not packaged");
            }
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            return texts;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static RecordComponent[] fields(String schema) {
        try {
            RecordComponent[] fields =
                    Class.forName(
                                    ProblemDocument.class.getPackageName() + "." + schema,
                                    false,
                                    ProblemDocument.class.getClassLoader())
                            .getRecordComponents();
            return fields == null ? new RecordComponent[0] : fields;
        } catch (ClassNotFoundException notAMessage) {
            return new RecordComponent[0];
        }
    }

    private static void complete(Operation operation) {
        if (operation.getParameters() != null) {
            operation.getParameters().forEach(p -> p.setDescription(PARAMETERS.get(p.getName())));
        }
        Map<String, String> common = new TreeMap<>();
        if (operation.getRequestBody() != null) {
            operation.getRequestBody().setRequired(true);
            common.put("400", "Not understood: the detail names the field");
            common.put("413", "The body is larger than " + Problems.MAX_BODY_BYTES + " bytes");
            common.put("415", "The body is not application/json");
        }
        common.put("401", "UNAUTHENTICATED: the array asks for a token and does not know this one");
        common.put("403", "NOT_GRANTED: the array's owner has not granted this to the caller");
        common.put("500", "An error of the array's own; its log has the trace");
        common.put("503", "The array's disk or the other array fails; nothing has changed");
        common.forEach((status, description) -> {
            if (!operation.getResponses().hasAPIResponse(status)) {
                operation
                        .getResponses()
                        .addAPIResponse(
                                status, OASFactory.createAPIResponse().description(description));
            }
        });
        operation
                .getResponses()
                .getAPIResponses()
                .forEach((status, response) -> {
                    if (!status.startsWith("2")) {
                        inOneForm(response);
                    }
                });
    }

    private static void inOneForm(APIResponse response) {
        Content content = OASFactory.createContent();
        content.addMediaType(
                Problems.MEDIA_TYPE,
                OASFactory.createMediaType()
                        .schema(OASFactory.createSchema().ref("#/components/schemas/" + PROBLEM)));
        response.setContent(content);
    }
}
