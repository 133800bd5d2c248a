/**
 * A network's weights as a safetensors file for PyTorch, under the names of the architecture's public origin
 * (torchvision's for its ResNets and VGGs), without what is Halfpower's own: normaliser and blur are in the
 * metadata, because no public network has them as entries.
 */
import { encodeSafetensors } from '../../checkpoints/safetensors'
import type { StateDictionary } from '../../checkpoints/state-dictionary'
import type { NetworkConfiguration } from '../network'
import { checkState } from '../state-check'
import { BLUR_WEIGHT, NORMALISER_MEAN, NORMALISER_STD, stateFields } from '../state-fields'
import { toTorchvisionName } from '../torchvision-names'
import type { ExportedModel } from './export-onnx'

const OWN = [NORMALISER_MEAN, NORMALISER_STD, BLUR_WEIGHT]

/** Whether the weights go under torchvision's names. */
export function hasTorchvisionNames({ architecture }: NetworkConfiguration): boolean {
  return /^resnet\d+$/.test(architecture)
}

/** What an entry of the configuration's state is called in the file. */
export function exportedName(configuration: NetworkConfiguration, name: string): string {
  return (hasTorchvisionNames(configuration) ? toTorchvisionName(name) : null) ?? name
}

/** The entries that are exported, under their exported names, in PyTorch's order. */
export function exportedState(configuration: NetworkConfiguration, state: StateDictionary): StateDictionary {
  const result: StateDictionary = new Map()
  for (const { name } of stateFields(configuration)) {
    if (OWN.includes(name)) continue
    result.set(exportedName(configuration, name), state.get(name)!)
  }
  return result
}

/** @throws UserError('input') when the state does not fit the configuration */
export function exportSafetensors(
  configuration: NetworkConfiguration,
  state: StateDictionary,
  model: ExportedModel,
): Uint8Array {
  checkState(stateFields(configuration), configuration, state)
  const { mean, std, sigma } = configuration
  return encodeSafetensors(exportedState(configuration, state), {
    format: 'pt',
    name: model.name,
    classes: JSON.stringify(model.classNames),
    normaliser_mean: JSON.stringify(mean),
    normaliser_std: JSON.stringify(std),
    blur_sigma_pixels: JSON.stringify(sigma),
    configuration: JSON.stringify(configuration),
    halfpower: model.version,
  })
}
