package dev.trilith.emulator.rest;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Completes the OpenAPI document with what holds for every operation: the errors that any request
 * can meet, and the form of all errors.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class DocumentErrors implements OASFilter {
    private static final String PROBLEM = "ProblemDocument";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getComponents().addSchema(PROBLEM, problem());
        for (PathItem path : document.getPaths().getPathItems().values()) {
            path.getOperations().values().forEach(DocumentErrors::complete);
        }
    }

    private static void complete(Operation operation) {
        Map<String, String> common = new TreeMap<>();
        if (operation.getRequestBody() != null) {
            operation.getRequestBody().setRequired(true);
            common.put("400", "Not understood: the detail names the field");
            common.put("413", "The body is larger than " + Problems.MAX_BODY_BYTES + " bytes");
            common.put("415", "The body is not application/json");
        }
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

    private static Schema problem() {
        Schema schema =
                OASFactory.createSchema()
                        .addType(Schema.SchemaType.OBJECT)
                        .description("An error: what happened, to which object, what to do");
        schema.addProperty("status", field(Schema.SchemaType.INTEGER, "The HTTP status"));
        schema.addProperty("title", field(Schema.SchemaType.STRING, "What kind of error"));
        schema.addProperty(
                "detail",
                field(Schema.SchemaType.STRING, "What happened, to which object, what to do"));
        schema.addProperty(
                "code",
                field(
                        Schema.SchemaType.STRING,
                        "The refusal's name; null where the array did not understand"));
        return schema.addRequired("status").addRequired("title");
    }

    private static Schema field(Schema.SchemaType type, String description) {
        Schema schema = OASFactory.createSchema().addType(type).description(description);
        return type == Schema.SchemaType.STRING ? schema.addType(Schema.SchemaType.NULL) : schema;
    }
}
