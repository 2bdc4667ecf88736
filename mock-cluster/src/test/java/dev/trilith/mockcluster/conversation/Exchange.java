package dev.trilith.mockcluster.conversation;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * One request with its answer, or one watch event, after normalising.
 *
 * @param id the chapter, and what is done in it
 * @param request method and path, or the watch
 * @param status the HTTP status; 0 for an event
 * @param body what was answered
 */
@JsonPropertyOrder({"id", "request", "status", "body"})
record Exchange(String id, String request, int status, JsonNode body) {}
