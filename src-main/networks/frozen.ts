/**
 * A network whose weights never change again: each batch normalisation is folded into its convolution
 * (weight·γ/√(var+ε) and a bias), in double precision, and the tensors are declared frozen so that the
 * device may build them into its compiled graph. The normaliser is not folded: zero padding follows it.
 */
import * as tf from '../devices/tf'
import { freeze } from '../devices/step'
import type { Tensor1D, Tensor2D, Tensor4D } from '../devices/tf'
import { createFrontEnd } from './front-end'
import { EPSILON } from './layers/batch-normalisation'
import { convolve } from './layers/convolution'
import { linear } from './layers/linear'
import type { FrozenNetwork, NetworkConfiguration, StateDictionary } from './network'
import { resNetLogits } from './resnet-forward'
import type { LayerSet } from './resnet-forward'
import { convolutionUnits } from './structure'
import type { ConvolutionUnit, ResNetStructure } from './structure'
import { toDeviceLayout } from './tensor-layout'

/** Builds a frozen network from a state dictionary that has been checked against the structure. */
export function freezeResNet(
  configuration: NetworkConfiguration,
  structure: ResNetStructure,
  state: StateDictionary,
): FrozenNetwork {
  const frontEnd = createFrontEnd(configuration)
  const units = new Map<ConvolutionUnit, { weight: Tensor4D; bias: Tensor1D }>()
  for (const unit of convolutionUnits(structure)) units.set(unit, foldUnit(unit, state))
  const { name, inputs, outputs } = structure.linear
  const readOut = {
    weight: tf.tensor2d(toDeviceLayout([outputs, inputs], values(state, `${name}.weight`)).data, [
      inputs,
      outputs,
    ]),
    bias: tf.tensor1d(values(state, `${name}.bias`)),
  }
  const tensors = [
    ...frontEnd.tensors,
    ...[...units.values(), readOut].flatMap(({ weight, bias }) => [weight, bias]),
  ]
  freeze(tensors)

  const layers: LayerSet = {
    unit: (x, unit) => {
      const { weight, bias } = units.get(unit)!
      return tf.add(convolve(x, weight, unit.stride), bias)
    },
    readOut: (features) => linear(features, readOut.weight, readOut.bias),
  }
  return {
    configuration,
    logits: (images: Tensor4D): Tensor2D =>
      tf.tidy(() => resNetLogits(structure, layers, frontEnd.apply(images))),
    dispose: () => tf.dispose(tensors),
  }
}

function foldUnit(unit: ConvolutionUnit, state: StateDictionary): { weight: Tensor4D; bias: Tensor1D } {
  const { convolution, normalisation, inputs, outputs, kernel } = unit
  const weight = values(state, `${convolution}.weight`)
  const gamma = values(state, `${normalisation}.weight`)
  const beta = values(state, `${normalisation}.bias`)
  const mean = values(state, `${normalisation}.running_mean`)
  const variance = values(state, `${normalisation}.running_var`)
  const scale = Array.from({ length: outputs }, (_, o) => gamma[o]! / Math.sqrt(variance[o]! + EPSILON))
  const perOutput = inputs * kernel * kernel
  const folded = weight.map((value, index) => value * scale[Math.floor(index / perOutput)]!)
  const laid = toDeviceLayout([outputs, inputs, kernel, kernel], folded)
  return {
    weight: tf.tensor4d(laid.data, [kernel, kernel, inputs, outputs]),
    bias: tf.tensor1d(beta.map((value, o) => value - mean[o]! * scale[o]!)),
  }
}

function values(state: StateDictionary, name: string): Float32Array {
  const entry = state.get(name)
  if (!entry || !(entry.data instanceof Float32Array)) throw new Error(`The state has no float32 "${name}".`)
  // A copy: a device may keep a reference to what it is given, and the dictionary stays the caller's.
  return Float32Array.from(entry.data)
}
