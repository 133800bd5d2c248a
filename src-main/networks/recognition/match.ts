/**
 * A proposed network against what a dictionary holds: which of its entries are there, missing or of another
 * shape, and what the rest of the file is. What the network needs comes from the network itself
 * (state-fields.ts). Names and shapes only; no values are read.
 */
import type { CheckpointTensor } from '../../checkpoints/checkpoint'
import { UserError } from '../../contract/errors'
import type { NetworkConfiguration } from '../network'
import { stateFields } from '../state-fields'
import type { StateField } from '../state-fields'
import type { Family, Structure } from './families/family'
import type { PrefixView } from './prefixes'
import type { RecognisedConfiguration, WrongShape } from './recognition'

/** Stands in for the size where no file and no name says one: divisible by 32, and the smallest that all networks take. */
const PLACEHOLDER_SIZE = 32

export interface Match {
  missing: string[]
  wrongShapes: WrongShape[]
  entries: Record<string, string>
  matched: number
  reasons: string[]
}

/** The configuration of a structure for colour images, or for gray ones. */
export function recognisedConfiguration(structure: Structure, gray: boolean): RecognisedConfiguration {
  const { inputs, ...rest } = structure
  const channels = inputs === 1 || gray ? 1 : 3
  return {
    ...rest,
    channels,
    sigma: null,
    ...(channels === 1 && inputs !== 1 ? { expandsGray: true as const } : {}),
  }
}

/** A complete configuration, with a normaliser that changes nothing: for questions about names and shapes. */
export function draftConfiguration(
  configuration: RecognisedConfiguration,
  size: number | undefined,
): NetworkConfiguration {
  const { channels } = configuration
  return {
    ...configuration,
    size: size ?? PLACEHOLDER_SIZE,
    mean: Array.from({ length: channels }, () => 0),
    std: Array.from({ length: channels }, () => 1),
  }
}

/** The entries that must come from a file: parameters and statistics; constants follow from the configuration. */
function neededFields(configuration: NetworkConfiguration): StateField[] {
  return stateFields(configuration).filter(({ role }) => role !== 'constant')
}

/**
 * @param halved entries that may have one output where the network has two
 * @returns null, with the sentence why, where no network of this configuration can be built at all
 */
export function matchEntries(
  family: Family,
  view: PrefixView,
  tensors: ReadonlyMap<string, CheckpointTensor>,
  configuration: NetworkConfiguration,
  halved: RegExp | null = null,
): Match | { impossible: string } {
  let fields: StateField[]
  try {
    fields = neededFields(configuration)
  } catch (error) {
    if (error instanceof UserError) return { impossible: error.message }
    throw error
  }
  const match: Match = { missing: [], wrongShapes: [], entries: {}, matched: 0, reasons: [] }
  const supplied: string[] = []
  for (const { name, shape } of fields) {
    const own = view.prefix + family.own(name)
    const inFile = view.entries.get(name)
    const tensor = inFile === undefined ? undefined : tensors.get(inFile)
    if (!tensor) {
      if (suppliedValue(name, view.entries) !== null) supplied.push(own)
      else match.missing.push(own)
    } else if (!sameShape(halved?.test(name) ? doubled(tensor.shape) : tensor.shape, shape)) {
      match.wrongShapes.push({ name: tensor.name, found: tensor.shape, expected: shape })
    } else {
      match.entries[name] = tensor.name
      match.matched += 1
    }
  }
  match.matched /= Math.max(1, fields.length - supplied.length)
  const told = supplied.filter((name) => !name.endsWith('.num_batches_tracked'))
  if (told.length > 0) {
    match.reasons.push(
      `The file has no ${listOf(told)}: a layer without them computes the same as with zeros (and a normalisation with ones), which are put there.`,
    )
  }
  return match
}

/**
 * What an entry is that PyTorch leaves out of a file and that changes nothing: the counter of batches (before
 * PyTorch 0.4.1), the bias of a layer that was made without, a normalisation made without weights.
 * @param present canonical names that the file has
 * @returns the one value that all its elements have; null where nothing may be supplied
 */
export function suppliedValue(name: string, present: { has(name: string): boolean }): number | null {
  const module = name.slice(0, name.lastIndexOf('.'))
  const field = name.slice(module.length + 1)
  const has = (other: string): boolean => present.has(`${module}.${other}`)
  const normalisation = has('running_mean') && has('running_var')
  if (field === 'num_batches_tracked') return 0
  // A normalisation has both weights or none.
  if (field === 'weight' && normalisation && !has('bias')) return 1
  if (field === 'bias' && (normalisation ? !has('weight') : has('weight'))) return 0
  return null
}

/** One output stands for two. */
function doubled(shape: readonly number[]): readonly number[] {
  return shape[0] === 1 ? [2, ...shape.slice(1)] : shape
}

/** Numbers without a shape are [] in new files and [1] in old ones. */
function sameShape(found: readonly number[], wanted: readonly number[]): boolean {
  if (wanted.length === 0) return found.every((side) => side === 1)
  return found.length === wanted.length && found.every((side, axis) => side === wanted[axis])
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function listOf(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).map((name) => `"${name}"`)
  const rest = names.length - shown.length
  const all = rest > 0 ? [...shown, `${rest} more`] : shown
  return all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)!}`
}
