/**
 * One of ONNX's own tests of models (a graph, its inputs and the expected outputs), as Debian's package
 * libonnx-testdata installs them, computed by the reader of foreign models.
 */
import { onnx } from 'onnx-proto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { OnnxGraph, OnnxTensor } from '../../src-main/checkpoints/onnx/onnx-graph'
import { readOnnx } from '../../src-main/checkpoints/onnx/read-graph'
import { tensorOf } from '../../src-main/checkpoints/onnx/tensor-values'
import * as tf from '../../src-main/devices/tf'
import { KNOWN_OPERATORS } from '../../src-main/networks/onnx/known-operators'
import { NotComputed } from '../../src-main/networks/onnx/call'
import { dtypeOfTensor } from '../../src-main/networks/onnx/operators/sources'
import { Program } from '../../src-main/networks/onnx/program'
import { unknownOperators } from '../../src-main/networks/onnx/unknown-operators'
import { Value } from '../../src-main/networks/onnx/value'

const ROOT = '/usr/share/libonnx-testdata/data'
export const SUITES = ['node', 'pytorch-converted', 'pytorch-operator', 'simple'] as const

/** How a test ended: passed, failed (with what), or out of scope (with why). */
export type Outcome =
  | { kind: 'passed' }
  | { kind: 'failed'; why: string }
  | { kind: 'out of scope'; why: string }

export function isInstalled(): boolean {
  return existsSync(join(ROOT, 'node'))
}

export function testNames(suite: string): string[] {
  return readdirSync(join(ROOT, suite)).sort()
}

/** Types that every number here has a counterpart for without losing anything a test would notice. */
const READ_TYPES = ['float32', 'int32', 'int64', 'bool']

function readTensors(folder: string, prefix: string): OnnxTensor[] | null {
  const files = readdirSync(folder)
    .filter((file) => file.startsWith(prefix))
    .sort((a, b) => Number(/\d+/.exec(a)?.[0]) - Number(/\d+/.exec(b)?.[0]))
  const tensors = files.map((file) =>
    tensorOf(onnx.TensorProto.decode(readFileSync(join(folder, file))), file, null),
  )
  return tensors.every((tensor) => tensor !== null) ? tensors : null
}

/** Tests that are not run: their expected numbers are not what PyTorch and ONNX Runtime compute. */
const WHOLE_PIXELS = 'Resize with aligned corners to a fraction of a pixel: like PyTorch, we count whole ones'
const DIFFERENT: Readonly<Record<string, string>> = {
  test_resize_downsample_scales_cubic_align_corners: WHOLE_PIXELS,
  test_resize_downsample_scales_linear_align_corners: WHOLE_PIXELS,
}

/** Runs one test on the current device. */
export function runCase(suite: string, name: string): Outcome {
  if (DIFFERENT[name]) return { kind: 'out of scope', why: DIFFERENT[name] }
  const folder = join(ROOT, suite, name)
  let graph: OnnxGraph
  try {
    graph = readOnnx(readFileSync(join(folder, 'model.onnx')), name)
  } catch (error) {
    const text = String(error)
    const old = /uses version (\d+)/.exec(text)
    return { kind: old ? 'out of scope' : 'failed', why: old ? `operators of version ${old[1]}` : text }
  }
  const unknown = unknownOperators(graph.nodes)
  if (unknown.length > 0) {
    const flow = unknown.find(({ isControlFlow }) => isControlFlow)
    return { kind: 'out of scope', why: flow ? 'control flow' : `operator ${unknown[0]!.operator}` }
  }
  const odd = [...graph.inputs, ...graph.outputs].find(
    ({ dtype }) => dtype === null || !READ_TYPES.includes(dtype),
  )
  if (odd)
    return { kind: 'out of scope', why: `values of the type ${odd.dtype ?? 'text, sequence or optional'}` }
  const data = join(folder, 'test_data_set_0')
  const inputs = readTensors(data, 'input_')
  const outputs = readTensors(data, 'output_')
  if (!inputs || !outputs) return { kind: 'out of scope', why: 'values of a type that is not read' }
  // Once with float inputs as pixels are (unknown until computed), once with everything known.
  const hasNumbers = graph.nodes.some(({ operator }) => KNOWN_OPERATORS.has(operator))
  const ends = (hasNumbers ? [false, true] : [true]).map((isKnown) =>
    attempt(graph, inputs, outputs, isKnown),
  )
  const failed = ends.find((end) => end.kind === 'failed')
  if (failed) return failed
  return ends.find((end) => end.kind === 'passed') ?? ends[0]!
}

function attempt(graph: OnnxGraph, inputs: OnnxTensor[], outputs: OnnxTensor[], isKnown: boolean): Outcome {
  try {
    return tf.tidy(() => {
      const program = new Program(
        graph,
        graph.outputs.map(({ name }) => name),
      )
      const given = new Map(
        graph.inputs.map(({ name }, i): [string, Value] => {
          const tensor = inputs[i]!
          const value = Value.ofKnown(tensor.read(), tensor.shape, dtypeOfTensor(tensor))
          return [name, isKnown || value.dtype !== 'float32' ? value : Value.of(value.tensor())]
        }),
      )
      const results = program.run(given)
      for (const [i, wanted] of outputs.entries()) {
        const why = differs(results[i]!, wanted)
        if (why) return { kind: 'failed', why }
      }
      program.dispose()
      return { kind: 'passed' }
    })
  } catch (error) {
    if (error instanceof NotComputed) return { kind: 'out of scope', why: whyOf(error) }
    // Its numbers are another generator's; test/networks/onnx/random.test.ts looks at mean and spread.
    if (String(error).includes('without saying which noise'))
      return { kind: 'out of scope', why: 'random numbers' }
    return { kind: 'failed', why: String(error) }
  }
}

/** The reason in a refusal's sentence, without the node's name. */
function whyOf(error: NotComputed): string {
  const match = /" \((\w+)\) (.*), which Halfpower does not compute/.exec(error.message)
  return match
    ? `${match[1]} that ${match[2]}`.replace(/ of \d+ on \d+ pixels/, ' larger than its image')
    : error.message
}

/** ONNX's own tolerances. */
function differs(value: Value, wanted: OnnxTensor): string | null {
  const numbers = wanted.read()
  if (value.shape.join() !== wanted.shape.join())
    return `shape [${value.shape.join()}] instead of [${wanted.shape.join()}]`
  const found = value.known ?? value.tensor().dataSync()
  for (const [i, expected] of numbers.entries()) {
    const got = found[i]!
    const isClose = Number.isFinite(expected)
      ? Math.abs(got - expected) <= 1e-3 * Math.abs(expected) + 1e-5
      : Object.is(got, expected)
    if (!isClose) return `entry ${i} is ${got} instead of ${expected}`
  }
  return null
}
