/**
 * The forward pass of a Sensorium-family model (methods N.2): convolutions with the batch normalisation folded in, ELU,
 * and for each neuron the map at its place (bilinear, corners aligned, zeros outside), a dot product and ELU + 1.
 */
import { UserError } from '../../contract/errors'
import * as tf from '../../devices/tf'
import { freeze } from '../../devices/step'
import { layersOf, readPlaces } from './core-layers'
import { bilinearTaps } from './bilinear'
import { USUAL_SENSORIUM } from '../../contract/population'
import type { ImageSpace, ResponseSourceOf, SensoriumOptions } from '../../contract/population'
import type { StateDictionary } from '../../checkpoints/state-dictionary'
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '../../devices/tf'
import type { Responder } from '../population'
import type { CoreConvolution, CoreLayer } from './core-layers'

const EPSILON = 1e-5
const NAME = 'The content of the population'

type Sides = [[number, number], [number, number], [number, number], [number, number]]

interface Step {
  convolution: CoreConvolution
  weight: Tensor4D
  bias: Tensor1D | null
  padding: [number, number]
  stride: number
}

/**
 * @param state as `readSensorium` makes it
 * @throws UserError('input') where the shapes do not fit each other or the image
 */
export function sensoriumResponder(
  state: StateDictionary,
  source: ResponseSourceOf<'sensorium'>,
  image: ImageSpace,
): Responder {
  const { dilation, lastLinear, coreShift, nonlinearity, offset } = source.unusual ?? USUAL_SENSORIUM
  const { layers, values } = dilated(layersOf(shapesOf(state), new Set(), NAME), valuesOf(state), dilation)
  const { neurons, channels, places } = checkedReadOut(state, layers, source)
  const tensors: Tensor[] = []
  const keep = <T extends Tensor>(tensor: T): T => {
    tensors.push(tensor)
    return tensor
  }
  const steps = layers.map((layer, number) => {
    const padding = number === 0 ? (source.padded ? null : 0) : (source.hiddenPadding ?? null)
    return stepsOf(layer, padding, number === 0 ? 1 : (source.hiddenStride ?? 1), values, keep)
  })
  const map = mapSize(layers, steps, image, places)
  const taps = bilinearTaps(values('readout.positions'), map.height, map.width)
  const features = values('readout.features')
  const readOuts = taps.map(({ index, weight }) => ({
    index: keep(tf.tensor1d(index, 'int32')),
    // What a tap weighs is multiplied into the features once and for all.
    features: keep(
      tf.tensor2d(
        features.map((value, i) => value * weight[Math.floor(i / channels)]!),
        [neurons, channels],
      ),
    ),
  }))
  const bias = keep(tf.tensor1d(Float32Array.from(values('readout.bias'))))
  freeze(tensors)

  const core = (images: Tensor4D): Tensor4D => {
    const outputs: Tensor4D[] = []
    layers.forEach((layer, number) => {
      let x = number === 0 ? withBehaviour(images, source) : beside(outputs.slice(-layer.sees))
      for (const { convolution, weight, bias: own, padding, stride } of steps[number]!) {
        x = convolution.depthwise
          ? tf.depthwiseConv2d(x, weight, stride, sidesOf(padding, convolution.kernel))
          : tf.conv2d(x, weight, stride, sidesOf(padding, convolution.kernel))
        if (own) x = tf.add(x, own)
      }
      const isLinear = source.linear || (lastLinear && number === layers.length - 1)
      outputs.push(isLinear ? x : shiftedElu(x, coreShift))
    })
    return beside(places.map((place) => outputs[place]!))
  }
  return {
    neurons,
    image,
    responses: (images) =>
      tf.tidy(() => {
        const flat = tf.reshape(core(images), [images.shape[0], map.height * map.width, channels])
        const parts = readOuts.map(({ index, features: weights }) =>
          tf.sum(tf.mul(tf.gather(flat, index, 1), weights), 2),
        )
        const drive = parts.reduce((sum, part) => tf.add(sum, part))
        return answerOf(tf.add(drive, bias), nonlinearity, offset)
      }),
    dispose: () => tf.dispose(tensors),
  }
}

function shiftedElu(x: Tensor4D, [before, after]: SensoriumOptions['coreShift']): Tensor4D {
  const bent = tf.elu(before === 0 ? x : tf.sub<Tensor4D>(x, before))
  return after === 0 ? bent : tf.add<Tensor4D>(bent, after)
}

function answerOf(drive: Tensor2D, nonlinearity: SensoriumOptions['nonlinearity'], offset: number): Tensor2D {
  switch (nonlinearity) {
    case 'elu':
      return tf.add<Tensor2D>(tf.elu(offset === 0 ? drive : tf.add<Tensor2D>(drive, offset)), 1)
    case 'identity':
      return drive
    case 'relu':
      return tf.relu(drive)
    case 'softplus':
      return tf.softplus(drive)
    case 'exponential':
      return tf.exp(drive)
    default:
      throw nonlinearity satisfies never
  }
}

function shapesOf(state: StateDictionary): Map<string, readonly number[]> {
  return new Map([...state].map(([name, { shape }]) => [name, shape]))
}

function valuesOf(state: StateDictionary): (name: string) => Float32Array {
  return (name) => {
    const entry = state.get(name)
    if (!(entry?.data instanceof Float32Array))
      throw new UserError('input', `${NAME} lacks "${name}": it is damaged, or was not written by Halfpower.`)
    return entry.data
  }
}

/**
 * Layers behind the first with kernels that are spread out, zeros between: tfjs has no gradient of a dilated convolution.
 * They are padded by half of what they span, as in the public package.
 */
function dilated(
  layers: CoreLayer[],
  values: (name: string) => Float32Array,
  dilation: number,
): { layers: CoreLayer[]; values: (name: string) => Float32Array } {
  if (dilation === 1) return { layers, values }
  const spread = new Map<string, Float32Array>()
  const spanOf = (side: number): number => (side - 1) * dilation + 1
  const wide = layers.map((layer, number) => ({
    ...layer,
    convolutions: layer.convolutions.map((convolution) => {
      const [height, width] = convolution.kernel
      if (number === 0 || (height === 1 && width === 1)) return convolution
      const [tall, broad] = [spanOf(height), spanOf(width)]
      const stored = values(`${convolution.name}.weight`)
      const result = new Float32Array((stored.length / (height * width)) * tall * broad)
      stored.forEach((value, at) => {
        const [kernel, row, column] = [
          Math.floor(at / (height * width)),
          Math.floor(at / width) % height,
          at % width,
        ]
        result[(kernel * tall + row * dilation) * broad + column * dilation] = value
      })
      spread.set(`${convolution.name}.weight`, result)
      return { ...convolution, kernel: [tall, broad] as [number, number] }
    }),
  }))
  return { layers: wide, values: (name) => spread.get(name) ?? values(name) }
}

function checkedReadOut(
  state: StateDictionary,
  layers: readonly CoreLayer[],
  source: ResponseSourceOf<'sensorium'>,
): { neurons: number; channels: number; places: number[] } {
  const [neurons = 0, channels = 0] = state.get('readout.features')?.shape ?? []
  const positions = state.get('readout.positions')?.shape ?? []
  const biases = state.get('readout.bias')?.shape ?? []
  const fits =
    neurons > 0 &&
    positions[0] === neurons &&
    positions[1] === 2 &&
    biases[0] === neurons &&
    layers[0]!.from === source.behaviourChannels + 1
  const places = readPlaces(layers, source, channels)
  if (!fits || places === null)
    throw new UserError(
      'input',
      `${NAME} has parts of different sizes: it is damaged, or was not written by Halfpower.`,
    )
  return { neurons, channels, places }
}

/**
 * The convolutions of a layer, the normalisation folded into the last one, in double precision.
 * @param padding in pixels, of what is no 1×1 part of a separable convolution; null: half of the own kernel
 * @param stride of the same, in pixels
 */
function stepsOf(
  layer: CoreLayer,
  padding: number | null,
  stride: number,
  values: (name: string) => Float32Array,
  keep: <T extends Tensor>(tensor: T) => T,
): Step[] {
  const { scale, offset } = affineOf(layer, values)
  return layer.convolutions.map((convolution, i) => {
    const isPoint = layer.kind === 'depth-separable' && !convolution.depthwise
    const last = i === layer.convolutions.length - 1
    const { name, from, to, kernel, depthwise: single } = convolution
    const stored = values(`${name}.weight`)
    const before = convolution.bias ? values(`${name}.bias`) : null
    const perOutput = stored.length / to
    const weight = last ? stored.map((value, at) => value * scale[Math.floor(at / perOutput)]!) : stored
    const bias = last
      ? Float32Array.from({ length: to }, (_, o) => (before?.[o] ?? 0) * scale[o]! + offset[o]!)
      : before && Float32Array.from(before)
    return {
      convolution,
      weight: keep(deviceWeight(weight, single ? 1 : from, to, kernel, single)),
      bias: bias?.some((value) => value !== 0) ? keep(tf.tensor1d(bias)) : null,
      padding: paddingOf(isPoint ? 0 : padding, kernel),
      stride: isPoint ? 1 : stride,
    }
  })
}

function paddingOf(padding: number | null, [height, width]: CoreConvolution['kernel']): [number, number] {
  return padding === null ? [Math.floor(height / 2), Math.floor(width / 2)] : [padding, padding]
}

function affineOf(
  { name, to, normalised, scale, offset, ownScale, ownOffset }: CoreLayer,
  values: (name: string) => Float32Array,
): { scale: Float64Array; offset: Float64Array } {
  const gamma = scale === null ? null : values(scale)
  const beta = offset === null ? null : values(offset)
  const mean = normalised ? values(`${name}.norm.running_mean`) : null
  const variance = normalised ? values(`${name}.norm.running_var`) : null
  const factor = Float64Array.from(
    { length: to },
    (_, c) => (gamma?.[c] ?? 1) / (variance === null ? 1 : Math.sqrt(variance[c]! + EPSILON)),
  )
  const shift = factor.map((value, c) => (beta?.[c] ?? 0) - (mean?.[c] ?? 0) * value)
  const behind = ownScale === null ? null : values(ownScale)
  const added = ownOffset === null ? null : values(ownOffset)
  return {
    scale: factor.map((value, c) => value * (behind?.[c] ?? 1)),
    offset: shift.map((value, c) => value * (behind?.[c] ?? 1) + (added?.[c] ?? 0)),
  }
}

/** PyTorch's [to, from, h, w] as tfjs's [h, w, from, to]; depthwise [to, 1, h, w] as [h, w, to, 1]. */
function deviceWeight(
  weight: Float32Array,
  from: number,
  to: number,
  [height, width]: readonly [number, number],
  single: boolean,
): Tensor4D {
  const result = new Float32Array(weight.length)
  for (let o = 0; o < to; o++)
    for (let i = 0; i < from; i++)
      for (let at = 0; at < height * width; at++)
        result[(at * from + i) * to + o] = weight[(o * from + i) * height * width + at]!
  return tf.tensor4d(result, single ? [height, width, to, 1] : [height, width, from, to])
}

/** Zeros above and below, left and right; as one number only for windows that are as wide as they are high. */
function sidesOf(
  [vertical, horizontal]: readonly [number, number],
  [height, width]: CoreConvolution['kernel'],
): number | Sides {
  if (vertical === horizontal && height === width) return vertical
  return [
    [0, 0],
    [vertical, vertical],
    [horizontal, horizontal],
    [0, 0],
  ]
}

/** The behavioural channels stand behind the image, the same everywhere. */
function withBehaviour(
  images: Tensor4D,
  { behaviourChannels, behaviour }: ResponseSourceOf<'sensorium'>,
): Tensor4D {
  if (behaviourChannels === 0) return images
  const [count, height, width] = images.shape
  return tf.concat<Tensor4D>([images, tf.fill([count, height, width, behaviourChannels], behaviour)], 3)
}

function beside(maps: readonly Tensor4D[]): Tensor4D {
  return maps.length === 1 ? maps[0]! : tf.concat([...maps], 3)
}

const sizeWords = ({ height, width }: { height: number; width: number }): string => `${height} × ${width}`

/** Size of the map that is read out; all layers that are put side by side must have it. */
function mapSize(
  layers: readonly CoreLayer[],
  steps: readonly (readonly Step[])[],
  image: ImageSpace,
  places: readonly number[],
): { height: number; width: number } {
  let { height, width } = image
  const maps: { height: number; width: number }[] = []
  for (const [number, layer] of layers.entries()) {
    const seen = maps.slice(-Math.max(1, layer.sees))
    if (seen.some((map) => map.height !== height || map.width !== width))
      throw new UserError(
        'input',
        `"${layer.name}" of the population takes ${layer.sees} layers side by side whose maps have different sizes (${seen.map(sizeWords).join(', ')}): another padding or stride was used.`,
      )
    for (const { convolution, padding, stride } of steps[number]!) {
      height = Math.floor((height + 2 * padding[0] - convolution.kernel[0]) / stride) + 1
      width = Math.floor((width + 2 * padding[1] - convolution.kernel[1]) / stride) + 1
    }
    if (height < 1 || width < 1)
      throw new UserError(
        'input',
        `Images of ${image.height} × ${image.width} pixels are too small for "${layer.name}" of the population: say the size that it was trained with (--image-size).`,
      )
    maps.push({ height, width })
  }
  const read = places.map((place) => sizeWords(maps[place]!))
  if (new Set(read).size > 1)
    throw new UserError(
      'input',
      `The layers of the population that are read out together have maps of different sizes (${read.join(', ')}): their padding is another one than is usual, or they have no stride.`,
    )
  return maps[places[0]!]!
}
