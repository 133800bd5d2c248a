/**
 * What the names and shapes of a Sensorium-family state dictionary say (methods N.2): the layers of its core
 * (Stacked2dCore), its sessions, and for each the read-out (FullGaussian2d) and the shifter. Pure; no number is read.
 * What names and shapes leave open (padding, a linear core) is asked elsewhere; what has no place here is named.
 */
import { UserError } from '../../contract/errors'
import { printable } from '../../checkpoints/printable'
import { layersOf } from './core-layers'
import type { CoreLayer } from './core-layers'
import type { LinearLayer } from './positions'

/** A tensor's name and shape. */
export interface NamedShape {
  readonly name: string
  readonly shape: readonly number[]
}

/** Where a neuron's place in the map comes from. */
export type Positions =
  /**
   * `_mu` [1, neurons, 1, 2]; or [1, positions, 1, 2] with an index for each neuron, and, where another session learned them, a
   * linear layer of its own over them.
   */
  | { kind: 'own'; mu: string; index: string | null; transform: string | null }
  /** A network of linear layers with ELU between them, of the cortical position; tanh at the end. */
  | { kind: 'predicted'; grid: string; linear: LinearLayer[] }

export interface SessionReadOut {
  /** As the file calls it; '' where it has no name. */
  name: string
  neurons: number
  /** Channels of the map that it reads. */
  channels: number
  features: string
  /** Of shared features: which feature vector each neuron has, and by how much it is scaled. */
  sharing: { index: string; scales: string | null } | null
  bias: string | null
  positions: Positions
  /** Of a copy of another session's read-out: factor and offset of each neuron's answer, before the last function; null: it is none. */
  clone: { factor: string; offset: string } | null
  /** Layers of the shifter's perceptron, first to last, each with tanh behind it; null: none. */
  shifter: { linear: LinearLayer[]; inputs: number } | null
}

export interface SensoriumStructure {
  /** What stands before `core.` in every name. */
  prefix: string
  layers: CoreLayer[]
  /** Of the input: 1, or 1 + behaviour. */
  inputChannels: number
  sessions: SessionReadOut[]
  /** Names of tensors that the forward pass would need and nobody here understands. */
  notUnderstood: string[]
}

/** Used in training only, or counters: no response depends on them. */
const TRAINING_ONLY =
  /(^|\.)(sigma|num_batches_tracked|_?laplace[\w.]*|[\w.]*regularizer[\w.]*|log_var|mean_activity|prior\w*)$/

/** What comes before the core's first layer, for each model of the file. */
function prefixesOf(tensors: readonly NamedShape[]): string[] {
  const found = tensors.flatMap(({ name }) => /^(.*?)core\.features\.layer0\./.exec(name)?.[1] ?? [])
  return [...new Set(found)]
}

/** Whether the names are those of the family: only then are they looked at closer. */
export function isSensorium(tensors: readonly NamedShape[]): boolean {
  return prefixesOf(tensors).length > 0 && tensors.some(({ name }) => /(^|\.)readout\./.test(name))
}

/**
 * @param file how sentences call it
 * @throws UserError('input') where the names are of the family, and the shapes are not possible in it
 */
export function sensoriumStructure(tensors: readonly NamedShape[], file: string): SensoriumStructure {
  const prefixes = prefixesOf(tensors)
  if (prefixes.length !== 1)
    throw new UserError(
      'input',
      prefixes.length === 0
        ? `${file} has no "core.features.layer0" and is no model of the Sensorium family.`
        : `${file} holds ${prefixes.length} models (${prefixes.map((prefix) => `"${printable(prefix)}"`).join(', ')}): save one of them by itself.`,
    )
  const [prefix] = prefixes as [string]
  const own = new Map(
    tensors
      .filter(({ name }) => name.startsWith(prefix))
      .map(({ name, shape }) => [name.slice(prefix.length), shape]),
  )
  const used = new Set<string>()
  const layers = layersOf(own, used, file)
  const sessions = sessionNames(own).map((name) => readOutOf(name, own, used, file))
  if (sessions.length === 0)
    throw new UserError(
      'input',
      `${file} has a core and no read-out of the form FullGaussian2d ("readout.SESSION._features"): neurons have other read-outs in it, which are not read.`,
    )
  const rest = tensors.map(({ name }) => name)
  return {
    prefix,
    layers,
    inputChannels: layers[0]!.from,
    sessions,
    notUnderstood: rest.filter(
      (name) =>
        !(name.startsWith(prefix) && used.has(name.slice(prefix.length))) && !TRAINING_ONLY.test(name),
    ),
  }
}

/** Sessions have names with dots in some data sets: whatever stands between. */
function sessionNames(tensors: ReadonlyMap<string, readonly number[]>): string[] {
  const found = [...tensors.keys()].flatMap(
    (name) => /^readout\.(?:(.+)\.)?_?features$/.exec(name)?.slice(1, 2) ?? [],
  )
  return [...new Set(found.map((name) => (name as string | undefined) ?? '').map(withoutSource))]
}

/** A copy (ClonedReadout) holds what it copies. */
const SOURCE = '_source'

function withoutSource(name: string): string {
  return name === SOURCE ? '' : name.endsWith(`.${SOURCE}`) ? name.slice(0, -SOURCE.length - 1) : name
}

function readOutOf(
  name: string,
  tensors: ReadonlyMap<string, readonly number[]>,
  used: Set<string>,
  file: string,
): SessionReadOut {
  const outer = (part: string): string => `readout.${name === '' ? '' : `${name}.`}${part}`
  const isClone = ['_features', 'features'].some((part) => tensors.has(outer(`${SOURCE}.${part}`)))
  const at = (part: string): string => outer(isClone ? `${SOURCE}.${part}` : part)
  const take = (full: string): string | null => {
    if (!tensors.has(full)) return null
    used.add(full)
    return full
  }
  // Gaussian2d, the older one, has the same tensors without the underscore.
  const wrong = (part: string, wanted: string): UserError => {
    const there = [at(part), at(part.replace(/^_/, ''))].find((full) => tensors.has(full))
    const has =
      there === undefined
        ? `${file} has no "${printable(at(part))}"`
        : `"${printable(there)}" in ${file} has the shape [${tensors.get(there)!.join(', ')}]`
    return new UserError('input', `${has}, and ${wanted}: it is another read-out than FullGaussian2d.`)
  }
  const features = (take(at('_features')) ?? take(at('features')))!
  const shape = tensors.get(features)!
  if (shape.length !== 4 || shape[0] !== 1 || shape[2] !== 1)
    throw wrong('_features', 'a point read-out has [1, channels, 1, neurons]')
  const index = take(at('feature_sharing_index'))
  const sharing = index === null ? null : { index, scales: take(at('scales')) }
  const neurons = index === null ? shape[3]! : (tensors.get(index)?.[0] ?? 0)
  if (neurons < 1) throw wrong('_features', 'a session has at least one neuron')
  const bias = take(at('bias'))
  if (bias !== null && tensors.get(bias)!.reduce((product, side) => product * side, 1) !== neurons)
    throw wrong('bias', `${neurons} neurons have as many biases`)
  const clone = isClone ? cloneOf(outer, tensors, take, neurons, file) : null
  const positions = positionsOf(at, tensors, take, neurons, wrong)
  return {
    name,
    neurons,
    channels: shape[1]!,
    features,
    sharing,
    bias,
    positions,
    clone,
    shifter: shifterOf(name, tensors, used),
  }
}

function cloneOf(
  outer: (part: string) => string,
  tensors: ReadonlyMap<string, readonly number[]>,
  take: (full: string) => string | null,
  neurons: number,
  file: string,
): SessionReadOut['clone'] {
  const [factor, offset] = [take(outer('alpha')), take(outer('beta'))]
  const fits = (name: string | null): boolean => name !== null && tensors.get(name)!.join() === `${neurons}`
  if (!fits(factor) || !fits(offset))
    throw new UserError(
      'input',
      `"${printable(outer(SOURCE))}" in ${file} is the read-out of another session, and a copy of it has a factor "alpha" and an offset "beta" for each of the ${neurons} neurons.`,
    )
  return { factor: factor!, offset: offset! }
}

function positionsOf(
  at: (part: string) => string,
  tensors: ReadonlyMap<string, readonly number[]>,
  take: (full: string) => string | null,
  neurons: number,
  wrong: (part: string, wanted: string) => UserError,
): Positions {
  const mu = take(at('_mu')) ?? take(at('mu'))
  if (mu !== null) {
    const shape = tensors.get(mu)!
    const index = take(at('grid_sharing_index'))
    if (shape.at(-1) !== 2 || (index === null && shape.reduce((a, b) => a * b, 1) !== 2 * neurons))
      throw wrong('_mu', `${neurons} neurons have as many positions of 2 coordinates`)
    const transform = take(at('mu_transform.weight')) === null ? null : at('mu_transform')
    if (transform !== null) {
      take(at('mu_transform.bias'))
      if (index === null || tensors.get(at('mu_transform.weight'))!.join() !== '2,2')
        throw wrong('mu_transform.weight', 'places that another session learned are moved by 2 × 2 numbers')
    }
    return { kind: 'own', mu, index, transform }
  }
  const grid = take(at('source_grid'))
  const linear = linearLayers(at('mu_transform.'), tensors, take)
  if (grid === null || linear.length === 0)
    throw wrong('_mu', 'no predictor of places ("mu_transform" and "source_grid") either')
  const sides = tensors.get(grid)!
  if (sides.length !== 2 || sides[0] !== neurons)
    throw wrong('source_grid', `${neurons} neurons have as many cortical positions`)
  return { kind: 'predicted', grid, linear }
}

function shifterOf(
  session: string,
  tensors: ReadonlyMap<string, readonly number[]>,
  used: Set<string>,
): SessionReadOut['shifter'] {
  const take = (full: string): string | null => {
    if (!tensors.has(full)) return null
    used.add(full)
    return full
  }
  const at = `shifter${session === '' ? '' : `.${session}`}`
  // A perceptron, or a single layer without a name of its own (StaticAffine2d).
  const linear = linearLayers(`${at}.mlp.`, tensors, take)
  if (linear.length === 0 && tensors.get(`${at}.weight`)?.length === 2) {
    take(`${at}.weight`)
    linear.push({ name: at, bias: take(`${at}.bias`) !== null })
  }
  const [first] = linear
  return first ? { linear, inputs: tensors.get(`${first.name}.weight`)![1]! } : null
}

/** Linear layers of a sequence, in order: `PREFIX0`, `PREFIX2`, … */
function linearLayers(
  prefix: string,
  tensors: ReadonlyMap<string, readonly number[]>,
  take: (full: string) => string | null,
): LinearLayer[] {
  const numbers = [...tensors.keys()]
    .filter((name) => name.startsWith(prefix) && /^\d+\.weight$/.test(name.slice(prefix.length)))
    .filter((name) => tensors.get(name)!.length === 2)
    .map((name) => Number(name.slice(prefix.length).split('.')[0]))
    .sort((a, b) => a - b)
  return numbers.map((number) => {
    take(`${prefix}${number}.weight`)
    return { name: `${prefix}${number}`, bias: take(`${prefix}${number}.bias`) !== null }
  })
}
