/** What a configuration beside weights (Hugging Face, timm, a training's arguments) says of their reading. */
import { NORMALISATION_EPSILONS, PADDING_MODES } from '../../contract/import/readings'
import type { Activation, DilatedSections, Reading } from '../../contract/import/readings'

export interface SaidReading {
  reading: Reading
  /** Answers that no network here has, e.g. `hidden_act "quick_gelu"`. */
  unknown: string[]
}

const ACTIVATION_KEYS =
  /(?:^|\.)(?:hidden_act|activation|activation_function|act|act_layer|act_fn|non_?linearity)$/i
const PADDING_KEYS = /(?:^|\.)(?:padding_mode|pad_mode)$/i
const BOTTLENECK_KEY = /(?:^|\.)downsample_in_bottleneck$/
const FIRST_STAGE_KEY = /(?:^|\.)downsample_in_first_stage$/
const SLOPE_KEY = /(?:^|\.)(?:negative_slope|leaky_slope)$/i

/** Not `layer_norm_eps`, which stands in the configurations of other networks. */
const EPSILON_KEYS = /(?:^|\.)(?:bn_?eps(?:ilon)?|batch_?norm_?eps(?:ilon)?)$/i
/** torchvision's and timm's words for dilated convolutions in place of strides: of sections 2, 3, 4; 8, 16 or 32. */
const DILATION_KEY = /(?:^|\.)replace_stride_with_dilation$/
const OUTPUT_STRIDE_KEY = /(?:^|\.)output_stride$/
/** Which of the last three sections. */
const DILATED: ReadonlyMap<string, DilatedSections> = new Map([
  ['000', 'none'],
  ['001', 'last'],
  ['011', 'last-two'],
])
const OUTPUT_STRIDES: ReadonlyMap<number, DilatedSections> = new Map([
  [32, 'none'],
  [16, 'last'],
  [8, 'last-two'],
])
const LAST_STRIDE_KEY = /(?:^|\.)last_stride$/i

const ACTIVATIONS: ReadonlyMap<string, Activation> = new Map(
  Object.entries({
    relu: 'relu',
    relu6: 'relu6',
    elu: 'elu',
    selu: 'selu',
    gelu: 'gelu',
    gelunew: 'gelu-tanh',
    gelufast: 'gelu-tanh',
    gelutanh: 'gelu-tanh',
    gelupytorchtanh: 'gelu-tanh',
    silu: 'silu',
    swish: 'silu',
    mish: 'mish',
    hardswish: 'hardswish',
    softplus: 'softplus',
    tanh: 'tanh',
  } as const),
)
const SLOPES: ReadonlyMap<number, Activation> = new Map([
  [0.01, 'leaky-relu'],
  [0.1, 'leaky-relu-0.1'],
  [0.2, 'leaky-relu-0.2'],
])

/** @param values by name, with dots where they stand inside others */
export function saidReading(values: Readonly<Record<string, unknown>>): SaidReading {
  const reading: Reading = {}
  const unknown: string[] = []
  const slope = Object.entries(values).find(([key]) => SLOPE_KEY.test(key))?.[1]
  for (const [key, value] of Object.entries(values)) {
    if (typeof value === 'string' && ACTIVATION_KEYS.test(key)) {
      const name = value
        .replace(/^(?:torch\.)?nn\.(?:modules\.activation\.|functional\.)?/, '')
        .toLowerCase()
        .replace(/[^a-z0-9]/g, '')
      const activation =
        name === 'leakyrelu' || name === 'lrelu'
          ? SLOPES.get(typeof slope === 'number' ? slope : 0.01)
          : ACTIVATIONS.get(name)
      if (activation) reading.activation = activation
      else unknown.push(`${key} "${value}"`)
    } else if (typeof value === 'string' && PADDING_KEYS.test(key)) {
      const mode = PADDING_MODES.find((known) => known === value)
      if (mode) reading.paddingMode = mode
      else unknown.push(`${key} "${value}"`)
    } else if (typeof value === 'boolean' && BOTTLENECK_KEY.test(key)) {
      reading.strideIn = value ? 'first' : 'second'
    } else if (typeof value === 'number' && EPSILON_KEYS.test(key)) {
      const epsilon = NORMALISATION_EPSILONS.find((known) => Math.abs(known - value) < 1e-3 * known)
      if (epsilon !== undefined) reading.epsilon = epsilon
      else unknown.push(`${key} ${value}`)
    } else if ((value === 1 || value === 2) && LAST_STRIDE_KEY.test(key)) {
      reading.lastStride = value
    } else if (DILATION_KEY.test(key) && Array.isArray(value)) {
      const dilated = DILATED.get(value.map(Number).join(''))
      if (dilated) reading.dilatedSections = dilated
      else unknown.push(`${key} ${JSON.stringify(value)}`)
    } else if (typeof value === 'number' && OUTPUT_STRIDE_KEY.test(key)) {
      const dilated = OUTPUT_STRIDES.get(value)
      if (dilated) reading.dilatedSections = dilated
      else unknown.push(`${key} ${value}`)
    } else if (value === true && FIRST_STAGE_KEY.test(key)) {
      unknown.push(`${key} true`)
    }
  }
  return { reading, unknown }
}
