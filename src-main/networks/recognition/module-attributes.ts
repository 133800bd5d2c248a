/**
 * What a whole-module file says about its layers beyond their tensors (strides, paddings, epsilons, activations),
 * against what the network would do. Where they differ, the weights would fit and the logits would be wrong, so
 * every difference is a contradiction that is said.
 */
import type { CheckpointValue, TensorDictionary } from '../../checkpoints/checkpoint'
import { graphOf } from '../graph-of'
import type { Layer } from '../graph'
import { equal, otherReadings } from './module-readings'
import type { NetworkConfiguration } from '../network'

export interface AttributeFindings {
  reasons: string[]
  contradictions: string[]
}

/** More than this many sentences would hide what they say. */
const MOST_SENTENCES = 6
/** @param moduleName what the file calls the module of a canonical name, null where it has no such entry */
export function compareAttributes(
  dictionary: TensorDictionary,
  configuration: NetworkConfiguration,
  prefix: string,
  moduleName: (canonical: string) => string | null,
): AttributeFindings {
  const { classes, attributes } = dictionary
  const contradictions: string[] = []
  let compared = 0
  const compare = (module: string, attribute: string, wanted: CheckpointValue): void => {
    const found = attributes[`${module}.${attribute}`]
    if (found === undefined) return
    compared += 1
    if (!equal(found, wanted)) {
      contradictions.push(
        `"${module}" in the file has ${attribute} ${words(found)}; this network computes with ${words(wanted)}.`,
      )
    }
  }
  for (const node of graphOf(configuration).nodes) {
    const module = 'name' in node ? moduleName(node.name) : null
    if (module !== null)
      for (const [attribute, wanted] of expectedAttributes(node)) compare(module, attribute, wanted)
  }
  contradictions.push(...otherReadings(dictionary, prefix, configuration))
  const whole = classes[prefix.replace(/\.$/, '')] ?? classes['']
  const reasons = whole === undefined ? [] : [`The file holds a whole module of the class ${whole}.`]
  if (compared > 0 && contradictions.length === 0) {
    reasons.push(
      `Strides, paddings and epsilons of its layers are those of this network (${compared} compared).`,
    )
  }
  if (contradictions.length > MOST_SENTENCES) {
    const rest = contradictions.splice(MOST_SENTENCES).length
    contradictions.push(`${rest} more such differences.`)
  }
  return { reasons, contradictions }
}

function expectedAttributes(layer: Layer): [string, CheckpointValue][] {
  switch (layer.kind) {
    case 'convolution': {
      const [before, behind] = layer.padding
      // Unequal padding is done by a layer of its own in PyTorch, and the convolution has none.
      const padding = before === behind ? before : 0
      return [
        ['stride', layer.stride],
        ['padding', padding],
        ['dilation', layer.dilation ?? 1],
        ['groups', layer.groups],
        // Padding of 0 has no mode that could be another.
        ...(before + behind === 0 ? [] : [['padding_mode', layer.border ?? 'zeros'] as [string, string]]),
      ]
    }
    case 'batch normalisation':
      return [
        ['eps', layer.epsilon],
        ['track_running_stats', true],
      ]
    default:
      return []
  }
}

function words(value: CheckpointValue): string {
  return Array.isArray(value) ? `(${value.map(String).join(', ')})` : String(value)
}
