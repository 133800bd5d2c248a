/**
 * One session of a Sensorium-family file as a population keeps it: the core's tensors under their own names, and of the
 * read-out what is left when cortical positions, eye position and shared features have been applied (methods N.2).
 */
import { UserError } from '../../contract/errors'
import { printable } from '../../checkpoints/printable'
import { canonicalJson } from '../../contract/json'
import { USUAL_SENSORIUM } from '../../contract/population'
import { hiddenKernels, readPlaces, seenLayers } from './core-layers'
import { checkOptions, optionRemarks, paddingRemarks } from './options'
import { clamped, perceptron } from './positions'
import type { SensoriumChoice } from './options'
import type { CheckpointTensor } from '../../checkpoints/checkpoint'
import type { ResponseSourceOf } from '../../contract/population'
import type { StateDictionary } from '../../checkpoints/state-dictionary'
import type { SensoriumStructure, SessionReadOut } from './structure'

/** Parts of the public package that change every response. */
const REACHES_RESPONSES =
  /(^|\.)(modulators?|shifter|seg_ex_block|remap_field|remap_layers?|gru|_source|(key|query|value)_conv)\.|\.(rel_[hw]|alpha|beta)$/

export interface SensoriumContent {
  source: ResponseSourceOf<'sensorium'>
  neurons: number
  state: StateDictionary
  /** What was assumed, one sentence each. */
  remarks: string[]
}

/** @throws UserError('usage') that lists the sessions where there are several and none was chosen */
export function chooseSession(
  { sessions }: Pick<SensoriumStructure, 'sessions'>,
  asked: string | null,
  file: string,
): SessionReadOut {
  const list = sessions.map(({ name, neurons }) => `"${printable(name)}" (${neurons} neurons)`).join(', ')
  if (asked === null) {
    const [only] = sessions
    if (only && sessions.length === 1) return only
    throw new UserError(
      'usage',
      `${file} holds ${sessions.length} sessions, each with neurons of its own: ${list}. Say which with --session.`,
    )
  }
  const found = sessions.find(({ name }) => name === asked)
  if (!found)
    throw new UserError(
      'usage',
      `${file} has no session "${asked}": it has ${list}. Say one of them with --session.`,
    )
  return found
}

/**
 * @throws UserError('usage') where something is still to be chosen, UserError('input') where the parts do not fit
 */
export async function readSensorium(
  structure: SensoriumStructure,
  tensors: readonly CheckpointTensor[],
  choice: SensoriumChoice,
  file: string,
): Promise<SensoriumContent> {
  const { layers, prefix } = structure
  const session = chooseSession(structure, choice.session, file)
  checkOptions(choice, session, file)
  checkUnderstood(structure, choice, file)
  const { stack } = choice
  if (stack !== null && readPlaces(layers, { stack, readLayers: 0 }, session.channels) === null)
    throw new UserError(
      'usage',
      `The read-out of ${file} takes ${session.channels} channels, and of its layers 0 to ${layers.length - 1}, which give ${layers.map(({ to }) => to).join(', ')}, those of --stack ${stack.join(',')} do not have so many together: give others.`,
    )
  const readLayers = stack === null ? seenLayers(layers, session.channels) : stack.length
  if (readLayers === null)
    throw new UserError(
      'input',
      `The read-out of ${file} takes ${session.channels} channels, and its layers give ${layers.map(({ to }) => to).join(', ')}: it is neither the last one nor several of the last; say which with --stack.`,
    )
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]))
  const values = async (name: string): Promise<Float32Array> => {
    const tensor = byName.get(`${prefix}${name}`)
    if (!tensor) throw new UserError('input', `${file} lacks "${printable(name)}": it is no whole model.`)
    const read = await tensor.read()
    const wrong = read.find((value) => !Number.isFinite(value))
    if (wrong !== undefined)
      throw new UserError('input', `"${printable(name)}" in ${file} holds ${wrong}: the file is damaged.`)
    return read
  }
  const shapeOf = (name: string): number[] => [...byName.get(`${prefix}${name}`)!.shape]
  const state: StateDictionary = new Map()
  for (const layer of layers)
    for (const name of coreNames(layer))
      state.set(name, { shape: shapeOf(name), dtype: 'float32', data: await values(name) })
  const hiddenPadding = hiddenPaddingOf(layers, choice)
  // A copy of another session's read-out is not shifted in the public code.
  const shifter = session.clone === null ? session.shifter : null
  const eye = shifter === null ? null : eyeOf(shifter.inputs, choice.eye, file)
  const shift = eye === null ? [0, 0] : [...(await perceptron(eye, shifter!.linear, values, 'tanh'))]
  const positions = await positionsOf(session, values, shapeOf, shift, choice.noPositionTanh)
  state.set('readout.positions', { shape: [session.neurons, 2], dtype: 'float32', data: positions })
  state.set('readout.features', {
    shape: [session.neurons, session.channels],
    dtype: 'float32',
    data: await featuresOf(session, values, shapeOf),
  })
  state.set('readout.bias', {
    shape: [session.neurons],
    dtype: 'float32',
    data: await biasOf(session, values),
  })
  if (session.positions.kind === 'predicted') {
    const { grid } = session.positions
    state.set('neurons.position', { shape: shapeOf(grid), dtype: 'float32', data: await values(grid) })
  }
  const behaviourChannels = structure.inputChannels - 1
  return {
    source: {
      kind: 'sensorium',
      session: session.name,
      linear: choice.linear,
      padded: choice.padded,
      ...(hiddenPadding === null ? {} : { hiddenPadding }),
      ...(choice.hiddenStride === 1 ? {} : { hiddenStride: choice.hiddenStride }),
      readLayers,
      ...(stack === null ? {} : { stack: [...stack] }),
      layers: layers.map(({ kind }) => kind),
      behaviourChannels,
      behaviour: choice.behaviour,
      ...(canonicalJson(choice.options) === canonicalJson(USUAL_SENSORIUM)
        ? {}
        : { unusual: choice.options }),
      eye,
    },
    neurons: session.neurons,
    state,
    remarks: remarksOf(structure, choice, session, {
      ...{ eye, shift, behaviourChannels, readLayers, hiddenPadding },
    }),
  }
}

/**
 * The public code pads all hidden layers by half of what the kernel of the first of them spans, whatever their own are; null
 * where that is half of each one's own.
 */
function hiddenPaddingOf(
  layers: SensoriumStructure['layers'],
  { hiddenPadding, options }: SensoriumChoice,
): number | null {
  if (hiddenPadding !== null) return hiddenPadding
  const sides = hiddenKernels(layers).flat()
  const [first] = sides
  if (first === undefined || sides.every((side) => side === first)) return null
  return Math.floor(((first - 1) * options.dilation + 1) / 2)
}

/** Names of a layer's tensors, those of the normalisation included. */
export function coreNames(layer: SensoriumStructure['layers'][number]): string[] {
  return [
    ...layer.convolutions.flatMap(({ name, bias }) =>
      bias ? [`${name}.weight`, `${name}.bias`] : [`${name}.weight`],
    ),
    ...(layer.normalised ? [`${layer.name}.norm.running_mean`, `${layer.name}.norm.running_var`] : []),
    ...[layer.scale, layer.offset, layer.ownScale, layer.ownOffset].flatMap((name) => name ?? []),
  ]
}

function checkUnderstood(
  { notUnderstood }: SensoriumStructure,
  { leaveAside }: SensoriumChoice,
  file: string,
): void {
  const needed = notUnderstood.find((name) => REACHES_RESPONSES.test(name))
  if (needed !== undefined)
    throw new UserError(
      'input',
      `${file} has "${printable(needed)}", a part that its responses depend on and that is not computed here (modulators, squeeze and excitation, attention, remapped positions and other shifters are not): export it to ONNX with an output for the neurons.`,
    )
  if (notUnderstood.length === 0 || leaveAside) return
  const named = notUnderstood.slice(0, 8).map((name) => `"${printable(name)}"`)
  const more = notUnderstood.length > 8 ? ` and ${notUnderstood.length - 8} more` : ''
  throw new UserError(
    'usage',
    `${file} has tensors that are not understood, so its responses would be others than its makers': ${named.join(', ')}${more}. Say --leave-aside where no response depends on them.`,
  )
}

function eyeOf(inputs: number, asked: readonly number[] | null, file: string): number[] {
  if (asked === null) return new Array<number>(inputs).fill(0)
  if (asked.length !== inputs)
    throw new UserError(
      'usage',
      `The eye position '${asked.join(',')}' has ${asked.length} numbers, and the shifter of ${file} takes ${inputs}: give as many with --eye.`,
    )
  return [...asked]
}

/** [neurons, 2] in [−1, 1] (x, y), the shift of the eye added afterwards, as the model does. */
async function positionsOf(
  { positions, neurons }: SessionReadOut,
  values: (name: string) => Promise<Float32Array>,
  shapeOf: (name: string) => number[],
  shift: readonly number[],
  noTanh: boolean,
): Promise<Float32Array> {
  const result = new Float32Array(2 * neurons)
  if (positions.kind === 'own') {
    const mu = await values(positions.mu)
    const index = positions.index === null ? null : await values(positions.index)
    const { transform: name } = positions
    const transform =
      name === null ? null : { weight: await values(`${name}.weight`), bias: await values(`${name}.bias`) }
    for (let neuron = 0; neuron < neurons; neuron++) {
      const from = checkedIndex(index?.[neuron] ?? neuron, mu.length / 2, positions.mu)
      const place = [mu[2 * from]!, mu[2 * from + 1]!]
      for (let axis = 0; axis < 2; axis++) {
        const moved = transform
          ? transform.bias[axis]! +
            place.reduce((sum, value, i) => sum + transform.weight[2 * axis + i]! * value, 0)
          : place[axis]!
        result[2 * neuron + axis] = clamped(moved) + shift[axis]!
      }
    }
    return result
  }
  const grid = await values(positions.grid)
  const width = shapeOf(positions.grid)[1]!
  const cached = new Map<string, Float32Array>()
  const remembered = async (name: string): Promise<Float32Array> => {
    const known = cached.get(name) ?? (await values(name))
    cached.set(name, known)
    return known
  }
  for (let neuron = 0; neuron < neurons; neuron++) {
    const mu = await perceptron(
      grid.subarray(neuron * width, (neuron + 1) * width),
      positions.linear,
      remembered,
      'elu',
      noTanh ? 'nothing' : 'tanh',
    )
    for (let axis = 0; axis < 2; axis++) result[2 * neuron + axis] = clamped(mu[axis]!) + shift[axis]!
  }
  return result
}

/** [neurons, channels]. */
async function featuresOf(
  { features, sharing, neurons, channels, clone }: SessionReadOut,
  values: (name: string) => Promise<Float32Array>,
  shapeOf: (name: string) => number[],
): Promise<Float32Array> {
  const stored = await values(features)
  const count = shapeOf(features)[3]!
  const index = sharing === null ? null : await values(sharing.index)
  const scales = sharing?.scales == null ? null : await values(sharing.scales)
  const factors = clone === null ? null : await values(clone.factor)
  const result = new Float32Array(neurons * channels)
  for (let neuron = 0; neuron < neurons; neuron++) {
    const from = checkedIndex(index?.[neuron] ?? neuron, count, features)
    const scale = (scales?.[neuron] ?? 1) * (factors?.[neuron] ?? 1)
    for (let channel = 0; channel < channels; channel++)
      result[neuron * channels + channel] = stored[channel * count + from]! * scale
  }
  return result
}

/** [neurons]. */
async function biasOf(
  { bias, neurons, clone }: SessionReadOut,
  values: (name: string) => Promise<Float32Array>,
): Promise<Float32Array> {
  const own = bias === null ? new Float32Array(neurons) : await values(bias)
  if (clone === null) return own
  const [factors, offsets] = [await values(clone.factor), await values(clone.offset)]
  return own.map((value, neuron) => factors[neuron]! * value + offsets[neuron]!)
}

function checkedIndex(index: number, count: number, of: string): number {
  if (Number.isInteger(index) && index >= 0 && index < count) return index
  throw new UserError(
    'input',
    `A neuron has the index ${index} into "${printable(of)}", which has ${count}: the file is damaged.`,
  )
}

function remarksOf(
  structure: SensoriumStructure,
  choice: SensoriumChoice,
  session: SessionReadOut,
  read: {
    eye: number[] | null
    shift: number[]
    behaviourChannels: number
    readLayers: number
    hiddenPadding: number | null
  },
): string[] {
  const { eye, shift, behaviourChannels, readLayers, hiddenPadding } = read
  return [
    ...(choice.stack !== null
      ? [
          `It was said that its read-out takes the layers ${choice.stack.join(', ')}, counted from 0, side by side.`,
        ]
      : readLayers > 1
        ? [
            `Its read-out takes the last ${readLayers} of ${structure.layers.length} layers side by side, as their channels say; others with as many channels cannot be told from the file (--stack).`,
          ]
        : []),
    choice.linear
      ? 'It was said that its core is linear (no ELU between the layers): the file cannot tell.'
      : 'Its core has an ELU after every layer, as is usual: the file cannot tell (a linear one has the same names).',
    choice.padded
      ? 'It was said that its first layer pads the image: the file cannot tell.'
      : 'Its first layer does not pad the image, as is usual: the file cannot tell.',
    ...paddingRemarks(structure, choice, hiddenPadding),
    ...optionRemarks(structure, choice, session),
    ...(session.clone === null
      ? []
      : [
          `Its neurons are those of another session: that read-out, times a factor and plus an offset of each neuron's own${session.shifter === null ? '' : '; the eye does not shift it, as in the public code'}.`,
        ]),
    ...(behaviourChannels === 0
      ? []
      : [
          `Its ${behaviourChannels} behavioural input channels are held at ${choice.behaviour} (standardised units).`,
        ]),
    ...(eye === null
      ? []
      : [
          `Its shifter is held at the eye position ${eye.join(', ')} (standardised units), which moves every read-out by ${shift.map((value) => value.toFixed(4)).join(', ')}.`,
        ]),
    ...(structure.notUnderstood.length === 0
      ? []
      : [
          `It was said that no response depends on ${structure.notUnderstood.slice(0, 8).map(printable).join(', ')}${structure.notUnderstood.length > 8 ? ' …' : ''}.`,
        ]),
  ]
}
