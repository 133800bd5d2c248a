/** From a configuration to a network, for every architecture but `onnx`. */
import { freezeNetwork } from './frozen'
import { GraphNetwork } from './graph-network'
import { graphOf } from './graph-of'
import { initialState } from './initialisation'
import type { FrozenNetwork, Network, NetworkConfiguration, StateDictionary } from './network'
import { checkState } from './state-check'
import { parameterCount, stateFields } from './state-fields'

/**
 * An untrained network with PyTorch's default initialisation (initialisation.ts), seeded.
 * @param given holds `pca.mean` and `pca.components` where the configuration has components
 * @throws UserError('usage') when the configuration holds an impossible value.
 */
export function createNetwork(
  configuration: NetworkConfiguration,
  seed: number,
  given?: StateDictionary,
): Network {
  return new GraphNetwork(configuration, initialState(configuration, seed, given))
}

/** A network with given weights; @throws UserError('input') naming the entry that does not fit. */
export function networkFromState(configuration: NetworkConfiguration, state: StateDictionary): Network {
  return new GraphNetwork(configuration, state)
}

/** A frozen network straight from weights, without ever making a trainable one. */
export function frozenFromState(configuration: NetworkConfiguration, state: StateDictionary): FrozenNetwork {
  const graph = graphOf(configuration)
  checkState(stateFields(configuration), configuration, state)
  return freezeNetwork(configuration, graph, state)
}

/** Trainable values of a configuration (methods A.2), without building anything. */
export function countParameters(configuration: NetworkConfiguration): number {
  return parameterCount(stateFields(configuration))
}
