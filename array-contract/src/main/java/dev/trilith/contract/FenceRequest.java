package dev.trilith.contract;

/**
 * What every changing command carries.
 *
 * @param group the group ordered
 * @param leg the leg ordered; empty for records and witnesses
 * @param term at least 1
 * @param sequence number of the record that announced the order, at least 0
 * @param commandId unique for each order, 1 to 128 characters
 */
public record FenceRequest(String group, String leg, long term, long sequence, String commandId) {}
