/**
 * What a whole-module file says about its layers beyond their tensors (strides, paddings, epsilons, activations),
 * against what the network would do. Where they differ, the weights would fit and the logits would be wrong, so
 * every difference is a contradiction that is said.
 */
import type { CheckpointValue, TensorDictionary } from '../../checkpoints/checkpoint'
import { graphOf } from '../graph-of'
import { readingOf } from './families/resnet-readings'
import type { Layer } from '../graph'
import type { NetworkConfiguration } from '../network'

export interface AttributeFindings {
  reasons: string[]
  contradictions: string[]
}

/** More than this many sentences would hide what they say. */
const MOST_SENTENCES = 6
/** What else may stand where these networks have ReLU (or SiLU). */
const ACTIVATIONS =
  /(?:^|\.)(?:SiLU|Swish|MemoryEfficientSwish|GELU|ELU|CELU|SELU|LeakyReLU|PReLU|RReLU|ReLU6|Softplus|Hardswish|Mish|Tanh|Sigmoid)$/
const SILU = /(?:^|\.)(?:SiLU|Swish|MemoryEfficientSwish)$/

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
  contradictions.push(
    ...otherActivations(classes, prefix, configuration),
    ...otherPooling(dictionary, prefix, configuration),
  )
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
        ['dilation', 1],
        ['groups', layer.groups],
        ['padding_mode', 'zeros'],
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

function otherActivations(
  classes: Readonly<Record<string, string>>,
  prefix: string,
  configuration: NetworkConfiguration,
): string[] {
  const silu = configuration.activation === 'silu'
  const found = Object.entries(classes).find(
    ([module, name]) => module.startsWith(prefix) && ACTIVATIONS.test(name) && !(silu && SILU.test(name)),
  )
  const relu = Object.entries(classes).find(
    ([module, name]) => silu && module.startsWith(prefix) && /(?:^|\.)ReLU$/.test(name),
  )
  return [found, relu].flatMap((one) =>
    one
      ? [`"${one[0]}" in the file is ${one[1]}; this network has ${silu ? 'SiLU' : 'ReLU'} everywhere.`]
      : [],
  )
}

/** What stands behind the first convolution: a file of weights alone does not say it, a module does. */
function otherPooling(
  { classes, attributes }: TensorDictionary,
  prefix: string,
  configuration: NetworkConfiguration,
): string[] {
  const module = `${prefix}maxpool`
  const found = classes[module]
  if (found === undefined || !/^resnet\d+$/.test(configuration.architecture)) return []
  const { pooling, antialias } = readingOf(configuration)
  const is = (name: string): boolean => new RegExp(`(?:^|\\.)${name}$`).test(found)
  const wanted =
    pooling === 'none'
      ? 'nothing'
      : antialias === 'average'
        ? 'mean pooling'
        : antialias === 'blur'
          ? 'max pooling and a blur'
          : `max pooling (${pooling === 'ceil' ? 'not padded, rounded up' : 'padded'})`
  const rounded = attributes[`${module}.ceil_mode`] === true
  const padded = equal(attributes[`${module}.padding`] ?? 1, 1)
  const actual = is('MaxPool2d')
    ? `max pooling (${padded ? 'padded' : 'not padded'}${rounded ? ', rounded up' : ''})`
    : is('AvgPool2d')
      ? 'mean pooling'
      : is('Sequential') && classes[`${module}.0`] !== undefined
        ? 'max pooling and a blur'
        : is('Identity') || is('Sequential')
          ? 'nothing'
          : found
  return actual === wanted
    ? []
    : [`"${module}" in the file is ${actual}; this reading has ${wanted} behind the first convolution.`]
}

/** A number stands for a tuple of it; float32's rounding is no difference. */
function equal(found: CheckpointValue, wanted: CheckpointValue): boolean {
  if (Array.isArray(found)) return found.every((item: CheckpointValue) => equal(item, wanted))
  if (typeof found === 'number' && typeof wanted === 'number') {
    return Math.abs(found - wanted) <= 1e-6 * Math.max(Math.abs(wanted), 1e-9)
  }
  return found === wanted
}

function words(value: CheckpointValue): string {
  return Array.isArray(value) ? `(${value.map(String).join(', ')})` : String(value)
}
