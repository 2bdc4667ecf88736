package dev.trilith.contract;

import java.util.List;

public record AccessRequest(String token, List<String> groups) {}
