package dev.trilith.contract;

import java.util.List;

public record AccessDocument(String peer, List<String> groups) {}
