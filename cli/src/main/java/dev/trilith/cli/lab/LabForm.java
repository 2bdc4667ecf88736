package dev.trilith.cli.lab;

import dev.trilith.operator.api.v1alpha1.FreezeSpec;

/**
 * What a rehearsal has to know of the volumes that it uses.
 *
 * @param dataChains number of data chains
 * @param volumeBytes size of every data volume
 * @param usableBytes how much of it, from its start, the rehearsal may write
 * @param freeze what host writes do during the freeze
 */
public record LabForm(int dataChains, long volumeBytes, long usableBytes, FreezeSpec.Mode freeze) {}
