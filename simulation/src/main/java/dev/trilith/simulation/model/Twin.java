package dev.trilith.simulation.model;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes a program that was just constructed remember all that another remembers. What is final and
 * not a collection came from the constructor; everything else is taken over, collections by their
 * elements.
 */
final class Twin {
    private static final Map<Class<?>, List<Field>> FIELDS = new HashMap<>();
    private static final Map<String, Field> NAMED = new HashMap<>();

    private Twin() {}

    /** Makes {@code to} the same as {@code from}. */
    static void copy(Object from, Object to) {
        try {
            for (Field field : fields(from.getClass())) {
                Object value = field.get(from);
                Object mine = field.get(to);
                if (value != null && mutable(value)) {
                    copy(value, mine);
                } else if (!Modifier.isFinal(field.getModifiers())) {
                    field.set(to, copied(value));
                } else if (value instanceof Map<?, ?> map) {
                    refill(map, mine);
                } else if (mine instanceof ArrayDeque<?>
                        || mine instanceof ArrayList<?>
                        || mine instanceof HashSet<?>) {
                    refill((Collection<?>) value, mine);
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(from.getClass() + " cannot be copied", e);
        }
    }

    private static void refill(Map<?, ?> from, Object to) throws ReflectiveOperationException {
        if (to instanceof HashMap<?, ?> || to instanceof TreeMap<?, ?>) {
            Map<Object, @Nullable Object> copies = new LinkedHashMap<>();
            from.forEach((key, value) -> copies.put(key, copied(value)));
            ((Map<?, ?>) to).clear();
            Map.class.getMethod("putAll", Map.class).invoke(to, copies);
        }
    }

    private static void refill(Collection<?> from, Object to) throws ReflectiveOperationException {
        ((Collection<?>) to).clear();
        Collection.class.getMethod("addAll", Collection.class).invoke(to, from);
    }

    private static @Nullable Object copied(@Nullable Object value) {
        if (value instanceof TreeSet<?> set) {
            return new TreeSet<>(set);
        }
        if (value instanceof LinkedHashMap<?, ?> || value instanceof TreeMap<?, ?>) {
            throw new IllegalStateException("a map is replaced: " + value);
        }
        if (value != null && mutable(value)) {
            try {
                var constructor = value.getClass().getDeclaredConstructor();
                constructor.setAccessible(true);
                Object twin = constructor.newInstance();
                copy(value, twin);
                return twin;
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(value.getClass() + " cannot be copied", e);
            }
        }
        return value;
    }

    private static boolean mutable(Object value) {
        Class<?> type = value.getClass();
        return type.getName().startsWith("dev.trilith.core.")
                && !type.isRecord()
                && !type.isEnum()
                && !type.isSynthetic()
                && !type.isHidden()
                && !type.getSimpleName().equals("CopyChain")
                && !type.getSimpleName().equals("ChainView");
    }

    private static List<Field> fields(Class<?> type) {
        return FIELDS.computeIfAbsent(
                type,
                t -> {
                    List<Field> found = new ArrayList<>();
                    for (Field field : t.getDeclaredFields()) {
                        if (!Modifier.isStatic(field.getModifiers())) {
                            field.setAccessible(true);
                            found.add(field);
                        }
                    }
                    return found;
                });
    }

    /** What an object remembers under a name, or under a path of names. */
    static @Nullable Object get(Object object, String name) {
        Field field =
                NAMED.computeIfAbsent(
                        object.getClass().getName() + "." + name,
                        key -> find(object.getClass(), name));
        try {
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(field + " cannot be read", e);
        }
    }

    private static Field find(Class<?> type, String name) {
        return fields(type).stream()
                .filter(f -> f.getName().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(
                                type.getName()
                                        + " remembers nothing called "
                                        + name
                                        + " any more: what of it makes states differ must be said"
                                        + " anew in the model"));
    }
}
