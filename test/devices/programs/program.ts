/**
 * Generated programs of 3 to 12 operators, computed on tfjs's `cpu` backend (independent code) and on the
 * lazy backend. A program is a list of instructions of plain numbers; every list is a program, so that
 * fast-check can shrink one that fails.
 */
import fc from 'fast-check'
import { flush } from '../../../src-main/devices/step'
import * as tf from '../../../src-main/devices/tf'
import { Builder } from './builder'
import type { DataType, Rule, Step, Value } from './builder'
import { Choices } from './choices'
import { elementwiseRules } from './rules/elementwise'
import { imageRules } from './rules/images'
import { reductionRules } from './rules/reductions'
import { tailRules } from './rules/tails'
import { viewRules } from './rules/views'

export interface Instruction {
  /** 0 leaves the instruction out: how fast-check makes a program shorter from its middle. */
  active: number
  family: number
  rule: number
  /** 1: its result is still alive when the program is computed. */
  kept: number
  /** 0: everything so far is computed before the program goes on. */
  waits: number
  numbers: number[]
}

const LONGEST = 12

const instruction: fc.Arbitrary<Instruction> = fc.record({
  active: fc.nat(19),
  family: fc.nat(8),
  rule: fc.nat(999),
  kept: fc.nat(2),
  waits: fc.nat(11),
  numbers: fc.array(fc.nat(99_999), { minLength: 64, maxLength: 64, size: 'max' }),
})

/** Of as many operators as the length says: shrinking cuts the end off first. */
export const instructions: fc.Arbitrary<Instruction[]> = fc
  .record({
    length: fc.integer({ min: 3, max: LONGEST }),
    list: fc.array(instruction, { minLength: LONGEST, maxLength: LONGEST, size: 'max' }),
  })
  .map(({ length, list }) => list.slice(0, length))

/** Images half of the time: that is where layouts are. */
const FAMILIES: readonly (readonly Rule[])[] = [
  imageRules,
  viewRules,
  elementwiseRules,
  imageRules,
  reductionRules,
  viewRules,
  elementwiseRules,
  imageRules,
  tailRules,
]

interface Output {
  value: Value
  wanted: ArrayLike<number>
}

export interface Program {
  steps: readonly Step[]
  values: readonly Value[]
  /** What is read, by the index of the value. */
  outputs: Map<number, Output>
  /** After these values everything that lives is computed. */
  waits: ReadonlySet<number>
}

/** Writes the program and computes it on tfjs's `cpu` backend, which must be the chosen one. */
export function write(list: readonly Instruction[]): Program {
  const builder = new Builder()
  const kept = new Set<number>()
  const waits = new Set<number>()
  try {
    for (const { active, family, rule, kept: keep, waits: wait, numbers } of list) {
      if (active === 0) continue
      const rules = FAMILIES[family]!
      const made = firstThatFits(builder, rules, rule, numbers)
      if (!made) continue
      if (keep === 1) kept.add(made.index)
      if (wait === 1) waits.add(made.index)
    }
    for (const index of builder.alsoRead) kept.add(index)
    if (builder.values.length > 0) kept.add(builder.values.length - 1)
    const outputs = [...kept].map((index): [number, Output] => [
      index,
      { value: builder.values[index]!, wanted: builder.tensors[index]!.dataSync().slice() },
    ])
    return { steps: builder.steps, values: builder.values, outputs: new Map(outputs), waits }
  } finally {
    builder.dispose()
  }
}

/** What the rule makes, or the next one of its family that has an operand. */
function firstThatFits(
  builder: Builder,
  rules: readonly Rule[],
  first: number,
  numbers: readonly number[],
): Value | null {
  for (let i = 0; i < rules.length; i++) {
    const made = rules[(first + i) % rules.length]!(builder, new Choices(numbers))
    if (made) return made
  }
  return null
}

/** Computes the program on the chosen backend; the first deviation as a sentence, or null. */
export function deviation(program: Program): string | null {
  const tensors: tf.Tensor[] = []
  try {
    program.steps.forEach(({ inputs, run }, index) => {
      tensors.push(tf.tidy(() => run(inputs.map((input) => tensors[input]!))))
      if (program.waits.has(index)) flush()
    })
    // What is not read dies before anything is computed, as in a step of training.
    tensors.forEach((tensor, index) => {
      if (!program.outputs.has(index)) tensor.dispose()
    })
    for (const [index, output] of program.outputs) {
      const complaint = judge(tensors[index]!, output)
      if (complaint !== null) return `t${index} ${complaint}`
    }
    return null
  } catch (error) {
    return `throws: ${error instanceof Error ? error.message : String(error)}`
  } finally {
    for (const tensor of tensors) if (!tensor.isDisposed) tensor.dispose()
  }
}

function judge(tensor: tf.Tensor, { value, wanted }: Output): string | null {
  const kind = (dtype: string, shape: readonly number[]): string => `${dtype} [${shape.join()}]`
  const [got, due] = [kind(tensor.dtype, tensor.shape), kind(value.dtype, value.shape)]
  if (got !== due) return `is ${got} instead of ${due}`
  const numbers = tensor.dataSync()
  if (numbers.length !== wanted.length) return `has ${numbers.length} numbers instead of ${wanted.length}`
  for (let i = 0; i < wanted.length; i++) {
    // Written so that NaN counts as a deviation.
    if (!(Math.abs(numbers[i]! - wanted[i]!) <= value.error))
      return `[${i}] is ${numbers[i]!} instead of ${wanted[i]!} (${value.error === 0 ? 'exact' : `±${value.error.toExponential(1)}`})`
  }
  return null
}

/** The program as a list of steps; `*` marks what is read, `↵` where everything is computed. */
export function describe({ steps, values, outputs, waits }: Program): string {
  const line = ({ text }: Step, index: number): string => {
    const { dtype, shape } = values[index] as { dtype: DataType; shape: readonly number[] }
    return `  ${outputs.has(index) ? '*' : ' '} t${index} = ${text}: ${dtype} [${shape.join()}]${waits.has(index) ? ' ↵' : ''}`
  }
  return steps.map(line).join('\n')
}
