package dev.trilith.contract;

import org.jspecify.annotations.Nullable;

/**
 * Writes a record: {@code PUT /v1/management-volumes/{port}/{lu}/record}.
 *
 * @param fence group, term and number of the record; the leg is empty
 * @param after the highest sequence of the group that the writer knows this array to have obeyed,
 *     from 0 to the fence's own; if the array has obeyed a higher one, other than the fence's own,
 *     the record is refused; null asks for no such thing
 * @param content the record's text, 1 byte to 128 KiB of UTF-8
 */
public record RecordRequest(FenceRequest fence, @Nullable Long after, String content) {}
