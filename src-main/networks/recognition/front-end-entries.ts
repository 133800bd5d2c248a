/**
 * What stands before a network's first layer in a file: normaliser, blur, principal components (methods A.1, A.3,
 * A.5). Found beside the network or in a wrapper above it, by name and shape, and proved by value.
 */
import type { CheckpointTensor, TensorDictionary } from '../../checkpoints/checkpoint'
import { recogniseBlur } from './front-end-blur'
import { findNormaliser } from './normaliser'
import type { NormaliserSearch } from './normaliser'
import { ancestors } from './prefixes'

export interface FoundComponents {
  /** How many, k. */
  count: number
  /** D = channels · size · size. */
  values: number
  meanName: string
  componentsName: string
  /** The file has them as columns [D, k] instead of rows. */
  transposed: boolean
}

export interface FrontEndEntries {
  normaliser: NormaliserSearch
  sigma: number | null
  /** Why the blur that stands there cannot be used; null where there is none, or it can. */
  blurRefused: string | null
  components: FoundComponents | null
  /** Names of all entries that are explained by it. */
  names: string[]
  reasons: string[]
  contradictions: string[]
}

const BLURS = [
  'blur.weight',
  'blur.0.weight',
  'blur.conv.weight',
  'blur_layer.weight',
  'gaussian_blur.weight',
]
const PCA_MEANS = ['pca.mean', 'pca.mean_']
const PCA_COMPONENTS = ['pca.components', 'pca.components_']

/** @throws UserError('input') when an entry cannot be read */
export async function findFrontEnd(
  dictionary: TensorDictionary,
  prefix: string,
  inputs: number,
): Promise<FrontEndEntries> {
  const tensors = new Map(dictionary.tensors.map((tensor) => [tensor.name, tensor]))
  const normaliser = await findNormaliser(dictionary, prefix, inputs)
  const result: FrontEndEntries = {
    normaliser,
    sigma: null,
    blurRefused: null,
    components: null,
    names: [...normaliser.names],
    reasons: [...normaliser.reasons],
    contradictions: [...normaliser.contradictions],
  }
  const blur = first(tensors, prefix, BLURS)
  if (blur) await addBlur(result, dictionary, blur)
  const mean = first(tensors, prefix, PCA_MEANS)
  const components = first(tensors, prefix, PCA_COMPONENTS)
  if (mean && components) addComponents(result, mean, components)
  return result
}

async function addBlur(
  result: FrontEndEntries,
  { attributes }: TensorDictionary,
  tensor: CheckpointTensor,
): Promise<void> {
  const { name, shape, dtype } = tensor
  const module = name.slice(0, -'.weight'.length)
  const found = recogniseBlur({
    name,
    shape,
    dtype,
    values: await tensor.read(),
    paddingMode: attributes[`${module}.padding_mode`],
  })
  result.names.push(name)
  if ('refused' in found) {
    result.blurRefused = found.refused
    result.contradictions.push(found.refused)
  } else {
    result.sigma = found.sigma
    result.reasons.push(found.reason)
  }
}

function addComponents(result: FrontEndEntries, mean: CheckpointTensor, components: CheckpointTensor): void {
  const values = product(mean.shape)
  const rows = components.shape[0] ?? 0
  const perRow = product(components.shape.slice(1))
  const transposed = perRow !== values && rows === values && components.shape.length === 2
  result.names.push(mean.name, components.name)
  if (values === 0 || (perRow !== values && !transposed)) {
    result.contradictions.push(
      `"${components.name}" is [${components.shape.join(', ')}], which are no components of the ${values} values of "${mean.name}".`,
    )
    return
  }
  const count = transposed ? perRow : rows
  result.components = { count, values, meanName: mean.name, componentsName: components.name, transposed }
  result.reasons.push(
    `Images are projected onto ${count} principal components of ${values} values ("${components.name}").`,
  )
}

function first(
  tensors: ReadonlyMap<string, CheckpointTensor>,
  prefix: string,
  names: readonly string[],
): CheckpointTensor | undefined {
  for (const place of ancestors(prefix)) {
    for (const name of names) {
      const tensor = tensors.get(place + name)
      if (tensor) return tensor
    }
  }
  return undefined
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, side) => all * side, 1)
}
