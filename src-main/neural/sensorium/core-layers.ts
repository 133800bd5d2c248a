/** The layers of a Stacked2dCore by the names and shapes of their tensors (methods N.2). Pure. */
import { UserError } from '../../contract/errors'
import { printable } from '../../checkpoints/printable'

/** One convolution of a layer; names are without the model's prefix. */
export interface CoreConvolution {
  name: string
  from: number
  to: number
  /** Each channel sees itself only. */
  depthwise: boolean
  kernel: [height: number, width: number]
  bias: boolean
}

export interface CoreLayer {
  name: string
  kind: 'normal' | 'depth-separable'
  /** Channels that it sees: those of the layer before it, or of several (skip connections). */
  from: number
  to: number
  /** Outputs of how many layers before it are its input, side by side. */
  sees: number
  convolutions: CoreConvolution[]
  /** Batch normalisation with running statistics after the convolutions. */
  normalised: boolean
  /** Per-channel factor and offset of the normalisation. */
  scale: string | null
  offset: string | null
  /** Those of a `scale` and of a `bias` layer of their own behind it. */
  ownScale: string | null
  ownOffset: string | null
}

type Shapes = ReadonlyMap<string, readonly number[]>

/** @param used is given the names that the layers need */
export function layersOf(tensors: Shapes, used: Set<string>, file: string): CoreLayer[] {
  const numbers = [...tensors.keys()].flatMap(
    (name) => /^core\.features\.layer(\d{1,4})\./.exec(name)?.[1] ?? [],
  )
  const count = Math.max(...numbers.map(Number)) + 1
  const layers: CoreLayer[] = []
  for (let number = 0; number < count; number++) {
    const name = `core.features.layer${number}`
    const layer = layerOf(name, tensors, used, file)
    const seen = seenLayers(layers, layer.from)
    if (number > 0 && seen === null)
      throw new UserError(
        'input',
        `"${name}" in ${file} takes ${layer.from} channels, and the layers before it give ${layers.map(({ to }) => to).join(', ')}: it is connected in a way that is not understood.`,
      )
    layers.push({ ...layer, sees: seen ?? 0 })
  }
  return layers
}

/** How many of the last layers have so many channels together; null: none do. */
export function seenLayers(layers: readonly { to: number }[], channels: number): number | null {
  let sum = 0
  for (let seen = 1; seen <= layers.length; seen++) {
    sum += layers[layers.length - seen]!.to
    if (sum === channels) return seen
  }
  return null
}

function layerOf(name: string, tensors: Shapes, used: Set<string>, file: string): CoreLayer {
  const convolution = (part: string): CoreConvolution | null => {
    const shape = tensors.get(`${name}.${part}.weight`)
    if (shape === undefined) return null
    if (shape.length !== 4)
      throw new UserError(
        'input',
        `"${printable(`${name}.${part}.weight`)}" in ${file} has ${shape.length} axes, and a convolution over an image has 4: models of films are not read.`,
      )
    const bias = tensors.has(`${name}.${part}.bias`)
    used.add(`${name}.${part}.weight`)
    if (bias) used.add(`${name}.${part}.bias`)
    const [to, from, height, width] = shape as [number, number, number, number]
    return { name: `${name}.${part}`, from, to, depthwise: false, kernel: [height, width], bias }
  }
  const single = convolution('conv')
  const parts = ['in_depth_conv', 'spatial_conv', 'out_depth_conv'].map((part) =>
    convolution(`ds_conv.${part}`),
  )
  const convolutions = single ? [single] : parts.filter((part) => part !== null)
  if (convolutions.length !== (single ? 1 : 3)) {
    const there = [...tensors.keys()].filter((each) => each.startsWith(`${name}.`)).map(printable)
    throw new UserError(
      'input',
      `"${name}" in ${file} is no convolution and no depth-separable one: it has ${there.length === 0 ? 'no tensors' : there.slice(0, 6).join(', ')}.`,
    )
  }
  if (!single) {
    const [, spatial] = convolutions as [CoreConvolution, CoreConvolution, CoreConvolution]
    if (spatial.from !== 1)
      throw new UserError(
        'input',
        `"${spatial.name}" in ${file} sees ${spatial.from} channels at once, and the middle of a depth-separable convolution sees one.`,
      )
    Object.assign(spatial, { depthwise: true, from: spatial.to })
  }
  const take = (part: string): string | null => {
    if (!tensors.has(`${name}.${part}`)) return null
    used.add(`${name}.${part}`)
    return `${name}.${part}`
  }
  const normalised = tensors.has(`${name}.norm.running_mean`) && tensors.has(`${name}.norm.running_var`)
  if (normalised) for (const part of ['running_mean', 'running_var']) take(`norm.${part}`)
  return {
    name,
    kind: single ? 'normal' : 'depth-separable',
    from: convolutions[0]!.from,
    to: convolutions.at(-1)!.to,
    sees: 0,
    convolutions,
    normalised,
    scale: take('norm.weight'),
    offset: take('norm.bias'),
    ownScale: take('scale.scale'),
    ownOffset: take('bias.bias'),
  }
}

/**
 * Places of the layers that a read-out takes side by side: those that were said, or the last so many.
 * @returns null where their channels are not `channels` together, or a place is none
 */
export function readPlaces(
  layers: readonly { to: number }[],
  { stack, readLayers }: { stack?: readonly number[]; readLayers: number },
  channels: number,
): number[] | null {
  const places = stack ?? layers.map((_, place) => place).slice(-readLayers)
  const sum = places.reduce((all, place) => all + (layers[place]?.to ?? NaN), 0)
  return sum === channels ? [...places] : null
}

/** Kernels that the padding of hidden layers is about: those of the layers behind the first that see more than a point. */
export function hiddenKernels(layers: readonly CoreLayer[]): CoreConvolution['kernel'][] {
  return layers.slice(1).map(({ convolutions }) => (convolutions[1] ?? convolutions[0]!).kernel)
}
