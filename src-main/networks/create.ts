/** From a configuration to a network: the one place that knows which architecture is which family. */
import { checkConfiguration } from './configuration'
import { freezeResNet } from './frozen'
import { initialState } from './initialisation'
import type { FrozenNetwork, Network, NetworkConfiguration, StateDictionary } from './network'
import { ResNet } from './resnet'
import { resnet18 } from './resnet18'
import { resnet34 } from './resnet34'
import { resnet50 } from './resnet50'
import { checkState } from './state-check'
import { parameterCount, stateFields } from './state-fields'
import { resNetStructure } from './structure'
import type { ResNetFamily, ResNetStructure } from './structure'

const FAMILIES: Record<NetworkConfiguration['architecture'], ResNetFamily> = { resnet18, resnet34, resnet50 }

function structureOf(configuration: NetworkConfiguration): ResNetStructure {
  checkConfiguration(configuration)
  return resNetStructure(FAMILIES[configuration.architecture], configuration)
}

/**
 * An untrained network with PyTorch's default initialisation (initialisation.ts), seeded.
 * @throws UserError('usage') when the configuration holds an impossible value.
 */
export function createNetwork(configuration: NetworkConfiguration, seed: number): Network {
  const structure = structureOf(configuration)
  return new ResNet(configuration, structure, initialState(configuration, structure, seed))
}

/** A network with given weights; @throws UserError('input') naming the entry that does not fit. */
export function networkFromState(configuration: NetworkConfiguration, state: StateDictionary): Network {
  return new ResNet(configuration, structureOf(configuration), state)
}

/** A frozen network straight from weights, without ever making a trainable one. */
export function frozenFromState(configuration: NetworkConfiguration, state: StateDictionary): FrozenNetwork {
  const structure = structureOf(configuration)
  checkState(stateFields(structure, configuration), configuration, state)
  return freezeResNet(configuration, structure, state)
}

/** Trainable values of a configuration (methods A.2), without building anything. */
export function countParameters(configuration: NetworkConfiguration): number {
  return parameterCount(stateFields(structureOf(configuration), configuration))
}
