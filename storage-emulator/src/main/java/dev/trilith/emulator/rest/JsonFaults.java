package dev.trilith.emulator.rest;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says in one sentence what is wrong with a message's JSON. */
final class JsonFaults {
    /** Where an object began, in the words of the parser. */
    private static final String SOURCE = " *\\(start marker at .*\\)";

    private JsonFaults() {}

    static String explain(JacksonException fault) {
        if (fault instanceof UnrecognizedPropertyException unknown) {
            return "field '" + path(unknown) + "' is not known here" + known(unknown);
        }
        if (fault instanceof MismatchedInputException mismatch) {
            return mismatch(mismatch);
        }
        if (fault instanceof JsonMappingException mapping) {
            return field(mapping) + ": " + firstLine(mapping.getOriginalMessage());
        }
        if (fault instanceof StreamReadException syntax) {
            return "the body is not valid JSON"
                    + place(syntax.getLocation())
                    + ": "
                    + firstLine(syntax.getOriginalMessage()).replaceAll(SOURCE, "");
        }
        return "the body cannot be read: " + firstLine(fault.getOriginalMessage());
    }

    private static String mismatch(MismatchedInputException fault) {
        Class<?> type = fault.getTargetType();
        String message = fault.getOriginalMessage();
        if (fault.getPath().isEmpty() && (type == null || type.isRecord())) {
            return message != null && message.startsWith("No content")
                    ? "the body must be one JSON object, and is empty"
                    : "the body must be one JSON object and nothing else";
        }
        if (message != null && message.startsWith("Cannot map `null`")) {
            return field(fault) + " is missing or null; it must be " + expected(type);
        }
        return field(fault) + " must be " + expected(type);
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "of another type";
        }
        if (type.equals(boolean.class) || type.equals(Boolean.class)) {
            return "true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a whole number";
        }
        if (type.equals(String.class)) {
            return "a text";
        }
        return Iterable.class.isAssignableFrom(type) ? "a list" : "an object";
    }

    private static String known(UnrecognizedPropertyException fault) {
        if (fault.getKnownPropertyIds() == null) {
            return "";
        }
        return "; known are "
                + fault.getKnownPropertyIds().stream()
                        .map(String::valueOf)
                        .sorted()
                        .collect(Collectors.joining(", "));
    }

    private static String field(JsonMappingException fault) {
        String path = path(fault);
        return path.isEmpty() ? "the body" : "field '" + path + "'";
    }

    private static String path(JsonMappingException fault) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : fault.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null
                ? ""
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }
}
