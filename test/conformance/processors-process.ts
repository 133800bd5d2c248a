/**
 * What runs under an emulated processor (processors.test.ts): the probe of the internal layout, the device's
 * self-test, one small network. Prints one JSON document.
 */
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import { selfTest } from '../../src-main/devices/self-test'
import * as tf from '../../src-main/devices/tf'
import { computeSmallNetwork } from './small-smooth-network'

export interface Answer {
  block: number | null
  complaint: string | null
  selfTest: string | null
  logits: number[]
  gradient: number[]
}

const { block, complaint } = await registerOnnxruntime({ threads: 2 })
await tf.setBackend('onnxruntime')
const answer: Answer = { block, complaint, selfTest: await selfTest(), ...computeSmallNetwork() }
process.stdout.write(`${JSON.stringify(answer)}\n`)
