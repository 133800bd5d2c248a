/**
 * Weights as the network itself has them, where a program has wrapped or split them: names that FSDP, torch.compile
 * and checkpointing put between others, pruned weights (PyTorch's weight_orig · weight_mask), weight normalisation
 * (g · v / |v|) and spectral normalisation (W / uᵀWv). Nothing is read before a tensor is asked for.
 */
import type { CheckpointTensor, OpenedCheckpoint, TensorDictionary } from '../../checkpoints/checkpoint'

/** What wrappers call the module that they wrap. */
const WRAPPERS = /(^|\.)(?:_fsdp_wrapped_module|_orig_mod|_checkpoint_wrapped_module|_forward_module)\./g

/** The same checkpoint, with what was done said among its warnings. */
export function withPlainWeights(checkpoint: OpenedCheckpoint): OpenedCheckpoint {
  const warnings = new Set<string>(checkpoint.warnings)
  const dictionaries = checkpoint.dictionaries.map((dictionary) =>
    plain(dictionary, (text) => warnings.add(text)),
  )
  return { ...checkpoint, dictionaries, warnings: [...warnings], close: () => checkpoint.close() }
}

function plain(dictionary: TensorDictionary, say: (text: string) => void): TensorDictionary {
  const unwrapped = withoutWrappers(dictionary)
  if (unwrapped !== dictionary)
    say('Names that FSDP or torch.compile puts between others (such as "_orig_mod.") are taken off.')
  const tensors = new Map(unwrapped.tensors.map((tensor) => [tensor.name, tensor]))
  const done = new Set<string>()
  const made: CheckpointTensor[] = []
  for (const tensor of unwrapped.tensors) {
    const found = factorsOf(tensor, tensors)
    if (found) {
      made.push(found.tensor)
      for (const name of found.used) done.add(name)
      say(found.words)
    } else made.push(tensor)
  }
  return { ...unwrapped, tensors: made.filter(({ name }) => !done.has(name)) }
}

interface Factors {
  tensor: CheckpointTensor
  /** Names of the other factors. */
  used: string[]
  words: string
}

/** What a tensor is the first factor of; null for every other. */
function factorsOf(tensor: CheckpointTensor, tensors: ReadonlyMap<string, CheckpointTensor>): Factors | null {
  const { name, shape } = tensor
  const isNew = /^(.*)\.parametrizations\.([^.]+)\.original(1?)$/.exec(name)
  const plainName = isNew ? `${isNew[1]!}.${isNew[2]!}` : name.replace(/_(?:orig|v)$/, '')
  const parts = isNew ? `${isNew[1]!}.parametrizations.${isNew[2]!}` : plainName
  const beside = (suffix: string): CheckpointTensor | undefined => tensors.get(`${parts}${suffix}`)
  const same = (other: CheckpointTensor | undefined): other is CheckpointTensor =>
    other !== undefined && String(other.shape) === String(shape)

  const first = isNew ? isNew[3] === '' : name.endsWith('_orig')
  const mask = first ? beside(isNew ? '.0.mask' : '_mask') : undefined
  if (same(mask))
    return {
      tensor: product(plainName, tensor, mask),
      used: [mask.name],
      words: 'Pruned weights ("weight_orig" and "weight_mask") are multiplied with their masks.',
    }
  const [u, v] = first ? [beside(isNew ? '.0._u' : '_u'), beside(isNew ? '.0._v' : '_v')] : []
  if (u && v && u.shape[0] === shape[0])
    return {
      tensor: spectral(plainName, tensor, u, v),
      used: [u.name, v.name],
      words: 'Spectral normalisation ("weight_orig", "weight_u" and "weight_v") is divided out.',
    }
  const direction = isNew ? isNew[3] === '1' : name.endsWith('_v')
  const scale = direction ? beside(isNew ? '.original0' : '_g') : undefined
  // One length for each output: PyTorch's dim = 0.
  if (scale && countOf(scale) === shape[0])
    return {
      tensor: normalised(plainName, tensor, scale),
      used: [scale.name],
      words: 'Weight normalisation ("weight_g" and "weight_v") is multiplied out.',
    }
  return null
}

function countOf({ shape }: CheckpointTensor): number {
  return shape.reduce((all, side) => all * side, 1)
}

function withoutWrappers(dictionary: TensorDictionary): TensorDictionary {
  const names = dictionary.tensors.map(({ name }) => unwrappedName(name))
  const isSame = names.every((name, i) => name === dictionary.tensors[i]!.name)
  // Two tensors of one name are two tensors: then the names stay as they are.
  if (isSame || new Set(names).size < names.length) return dictionary
  const renamed = <Item>(record: Readonly<Record<string, Item>>): Record<string, Item> =>
    Object.fromEntries(Object.entries(record).map(([name, item]) => [unwrappedName(name), item]))
  return {
    ...dictionary,
    tensors: dictionary.tensors.map((tensor, i) => ({
      name: names[i]!,
      shape: tensor.shape,
      dtype: tensor.dtype,
      read: () => tensor.read(),
    })),
    classes: renamed(dictionary.classes),
    attributes: renamed(dictionary.attributes),
  }
}

function unwrappedName(name: string): string {
  let before = name
  for (;;) {
    const after = before.replace(WRAPPERS, '$1')
    if (after === before) return after
    before = after
  }
}

function product(name: string, weight: CheckpointTensor, mask: CheckpointTensor): CheckpointTensor {
  return {
    name,
    shape: weight.shape,
    dtype: weight.dtype,
    read: async () => {
      const [values, kept] = [await weight.read(), await mask.read()]
      return values.map((value, i) => value * kept[i]!)
    },
  }
}

/** PyTorch's weight_norm along the outputs (dim = 0). */
function normalised(name: string, v: CheckpointTensor, g: CheckpointTensor): CheckpointTensor {
  return {
    name,
    shape: v.shape,
    dtype: v.dtype,
    read: async () => {
      const [directions, lengths] = [await v.read(), await g.read()]
      const perOutput = directions.length / v.shape[0]!
      const result = new Float32Array(directions.length)
      for (let output = 0; output < v.shape[0]!; output++) {
        const row = directions.subarray(output * perOutput, (output + 1) * perOutput)
        const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0))
        for (const [i, value] of row.entries()) {
          result[output * perOutput + i] = (value * lengths[output]!) / length
        }
      }
      return result
    },
  }
}

/** PyTorch's spectral_norm in evaluation: W / (uᵀ W v), W as [outputs, rest] (dim = 0). */
function spectral(
  name: string,
  weight: CheckpointTensor,
  u: CheckpointTensor,
  v: CheckpointTensor,
): CheckpointTensor {
  return {
    name,
    shape: weight.shape,
    dtype: weight.dtype,
    read: async () => {
      const [values, left, right] = [await weight.read(), await u.read(), await v.read()]
      const perOutput = values.length / left.length
      let sigma = 0
      for (const [i, value] of values.entries())
        sigma += value * left[Math.floor(i / perOutput)]! * right[i % perOutput]!
      return values.map((value) => value / sigma)
    },
  }
}
