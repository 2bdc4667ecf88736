package dev.trilith.core.definition;

/**
 * One data centre of a chain, with the one storage subsystem that stands in it.
 *
 * @param name the site's name, for example {@code production}
 * @param namespace the namespace that stands for the site
 * @param array the name of the site's storage subsystem, for example {@code 2a}
 * @param endpoint the array's management URL; empty when unknown
 */
public record Site(String name, String namespace, String array, String endpoint) {
    @Override
    public String toString() {
        return name + " (" + array + ")";
    }
}
