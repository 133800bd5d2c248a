/**
 * Weights as the network itself has them, where a program has wrapped or split them: names that FSDP, torch.compile
 * and checkpointing put between others, pruned weights (PyTorch's weight_orig · weight_mask), and weight
 * normalisation (g · v / |v|). Nothing is read before a tensor is asked for.
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
    const { name } = tensor
    const whole = name.replace(/_(?:orig|v)$/, '')
    const mask = name.endsWith('_orig') ? tensors.get(`${whole}_mask`) : undefined
    const scale = name.endsWith('_v') ? tensors.get(`${whole}_g`) : undefined
    if (mask && String(mask.shape) === String(tensor.shape)) {
      made.push(product(whole, tensor, mask))
      done.add(mask.name)
      say('Pruned weights ("weight_orig" and "weight_mask") are multiplied with their masks.')
    } else if (scale && scale.shape[0] === tensor.shape[0]) {
      made.push(normalised(whole, tensor, scale))
      done.add(scale.name)
      say('Weight normalisation ("weight_g" and "weight_v") is multiplied out.')
    } else made.push(tensor)
  }
  return { ...unwrapped, tensors: made.filter(({ name }) => !done.has(name)) }
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
