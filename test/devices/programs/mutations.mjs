/**
 * Faults put into the lazy backend on purpose, to see that the generated programs find them (`npm run fuzz --
 * mutations`). Each stands for a way in which fusing what follows an image can go wrong; none changes a shape or a
 * type, so that nothing but numbers can tell. The fault that only costs time (a convolution computed once for every
 * user) is found by counting operators (onnxruntime-tails.test.ts); what spoils the start-up probe is found by it.
 * Before the rule `tails` existed, two of the uses of a tail and the lost second addend were missed in 2,000 programs;
 * with too few numbers per instruction, so was the tail in another layout.
 *
 * @typedef {{ file: string, from: string, to: string }} Edit
 * @typedef {{ name: string, edits: Edit[] }} Mutation
 */

const TAILS = 'src-main/devices/onnxruntime/tails.ts'
const CONVOLUTION = 'src-main/devices/onnxruntime/operators/convolution.ts'
const LAYOUTS = 'src-main/devices/onnxruntime/layouts.ts'
const PLAN = 'src-main/devices/onnxruntime/plan.ts'

/** @type {Edit} */
const EVERY_USER_FUSES = {
  file: TAILS,
  from: 'return operand.uses === 1 || cheap ? tail : this.#bare(operand)',
  to: 'return tail',
}

/** Whoever asks second gets what the first one has fused, his bias and ReLU included. */
/** @type {Edit} */
const EMITTED_ONCE = {
  file: CONVOLUTION,
  from: 'return (...tail) => (emit ??= make())(...tail)',
  to: 'let name: string | undefined\n  return (...tail) => (name ??= (emit ??= make())(...tail))',
}

/** @type {Mutation[]} */
export const MUTATIONS = [
  { name: 'a convolution with two users is computed twice', edits: [EVERY_USER_FUSES] },
  {
    name: 'a tail used twice: both users get what the first has fused',
    edits: [EVERY_USER_FUSES, EMITTED_ONCE],
  },
  {
    name: 'a tail used twice: to be read does not count as a use',
    edits: [EMITTED_ONCE, { file: PLAN, from: 'uses[output.slot]!++', to: '' }],
  },
  {
    name: 'a tail used twice: both operands of one operator count as one use',
    edits: [
      EMITTED_ONCE,
      {
        file: PLAN,
        from: 'for (const { val, shape } of node.inputs) {\n      uses[val.slot]!++',
        to: 'for (const val of new Set(node.inputs.map((input) => input.val))) uses[val.slot]!++\n    for (const { val, shape } of node.inputs) {',
      },
    ],
  },
  {
    name: 'a second addend replaces the first',
    edits: [{ file: TAILS, from: 'if (tail.addend) tail = this.#bare(taker)', to: '' }],
  },
  {
    name: 'what was added is not scaled',
    edits: [{ file: TAILS, from: 'if (tail.addend) tail = this.#bare(operand)', to: '' }],
  },
  {
    name: 'the offset before a scale is not scaled',
    edits: [{ file: TAILS, from: 'offset: times(tail.offset)', to: 'offset: tail.offset' }],
  },
  {
    name: 'a second scale replaces the first',
    edits: [{ file: TAILS, from: 'scale: times(tail.scale) ?? vector', to: 'scale: vector' }],
  },
  {
    name: 'a second offset replaces the first',
    edits: [
      {
        file: TAILS,
        from: "tail.offset ? this.builder.op('Add', [tail.offset, vector]) : vector",
        to: 'vector',
      },
    ],
  },
  {
    name: 'a convolution that is scaled takes the offset in and forgets the scale',
    edits: [{ file: TAILS, from: 'if (source.fused && !scale)', to: 'if (source.fused)' }],
  },
  {
    name: 'what follows a ReLU is fused into what comes before it',
    edits: [
      {
        file: TAILS,
        from: 'this.#emit(operand.shape, layout, tail, true),\n    )',
        to: 'this.#emit(operand.shape, layout, tail, true),\n      tail,\n    )',
      },
    ],
  },
  {
    name: 'a tail in another layout is extended as it lies',
    edits: [
      {
        file: TAILS,
        from: 'taker.value.layout === layout ? this.#extend(taker)',
        to: 'true ? this.#extend(taker)',
      },
    ],
  },
  {
    name: 'an image under another shape is taken for the image',
    edits: [{ file: LAYOUTS, from: 'a.length === b.length && a.every', to: 'a.every' }],
  },
  {
    name: 'an addend without an offset takes the place of the offset',
    edits: [{ file: CONVOLUTION, from: "bias ?? (addend ? '' : null)", to: 'bias ?? null' }],
  },
  {
    name: 'filters of the gradient are not turned',
    edits: [
      { file: 'src-main/devices/onnxruntime/filter-layouts.ts', from: 'turn: true,', to: 'turn: false,' },
    ],
  },
]

/**
 * For vitest's configuration: the sources with the fault, or nothing to do.
 *
 * @param {string | undefined} name
 */
export function mutationPlugin(name) {
  const edits = MUTATIONS.find((mutation) => mutation.name === name)?.edits ?? []
  return {
    name: 'mutation',
    /** @type {'pre'} */
    enforce: 'pre',
    /**
     * @param {string} code
     * @param {string} id
     */
    transform(code, id) {
      const mine = edits.filter(({ file }) => id.replaceAll('\\', '/').endsWith(file))
      if (mine.length === 0) return null
      return mine.reduce((text, edit) => mutated(text, edit), code)
    },
  }
}

/**
 * @param {string} text
 * @param {Edit} edit
 * @throws Error when the place is no longer there: a mutation that does nothing would prove nothing
 */
export function mutated(text, { file, from, to }) {
  if (!text.includes(from))
    throw new Error(
      `${file} has no ${JSON.stringify(from)} any more: mend test/devices/programs/mutations.mjs`,
    )
  return text.replaceAll(from, () => to)
}
