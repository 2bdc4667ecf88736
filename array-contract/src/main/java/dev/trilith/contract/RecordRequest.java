package dev.trilith.contract;

/**
 * Writes a record: {@code PUT /v1/management-volumes/{port}/{lu}/record}.
 *
 * @param fence group, term and number of the record; the leg is empty
 * @param content the record's text, 1 byte to 128 KiB of UTF-8
 */
public record RecordRequest(FenceRequest fence, String content) {}
