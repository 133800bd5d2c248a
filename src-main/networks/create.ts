/** From a configuration to a network, for every architecture but `onnx`. */
import { freezeNetwork } from './frozen'
import { GraphNetwork } from './graph-network'
import { graphOf } from './graph-of'
import { initialState } from './initialisation'
import type { StateDictionary } from '../checkpoints/state-dictionary'
import type { FrozenNetwork, Network, NetworkConfiguration } from './network'
import { checkState } from './state-check'
import { parameterCount, stateFields } from './state-fields'

/**
 * A network before its first step: PyTorch's default initialisation (initialisation.ts), seeded, but for what is given.
 * @param given holds `pca.mean` and `pca.components` where the configuration has components, and the entries of a network
 *   that is gone on from (start-from.ts)
 * @throws UserError('usage') when the configuration holds an impossible value, UserError('input') naming an entry that
 *   does not fit.
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
