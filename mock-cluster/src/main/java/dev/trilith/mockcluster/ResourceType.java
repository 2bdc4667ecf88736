package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * A kind of object that the API serves.
 *
 * @param group the API group; empty for the core
 * @param version the group's version
 * @param kind what objects call themselves
 * @param plural what paths call them
 * @param namespaced whether they live in namespaces
 * @param traits what is particular about them
 * @param schema what is known of their fields
 */
record ResourceType(
        String group,
        String version,
        String kind,
        String plural,
        boolean namespaced,
        Set<Trait> traits,
        JsonNode schema) {

    /** What kinds differ in. */
    enum Trait {
        /** Defined by a CustomResourceDefinition: validated, pruned, defaulted by its schema. */
        CUSTOM,
        /** Status is written by its own path only. */
        STATUS,
        /** Each change of the content has a number. */
        GENERATION,
        /** An update of what is not there creates it. */
        CREATED_BY_UPDATE,
        /** An update must say which version it replaces. */
        VERSIONED_UPDATE,
        /** A deletion answers with what was deleted. */
        RETURNED_WHEN_DELETED
    }

    boolean is(Trait trait) {
        return traits.contains(trait);
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** What errors about requests call it. */
    String qualifiedPlural() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** What errors about contents call it. */
    String qualifiedKind() {
        return group.isEmpty() ? kind : kind + "." + group;
    }

    /** What logs of a real server call it. */
    String groupVersionKind() {
        return group + "/" + version + ", Kind=" + kind;
    }

    String path() {
        return (group.isEmpty() ? "/api/" : "/apis/" + group + "/") + version + "/" + plural;
    }
}
