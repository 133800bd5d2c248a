/**
 * Writes an ONNX model, operator by operator. Knows names, attributes and constants; knows nothing of
 * tfjs. Equal operators on equal inputs are written once (common subexpressions share their name).
 */
import { onnx } from 'onnx-proto'
import { BYTES, sizeOf } from './values'
import { formsOf, writtenForms } from './blocked-forms'
import type { BlockedSizes, BlockedType } from './blocked-forms'
import type { Attribute, ElementType, Values } from './values'

/** Domain of ONNX Runtime's internal operators on blocked channels. */
const BLOCKED_DOMAIN = 'com.microsoft.nchwc'

const ONNX_TYPE: Record<ElementType | 'int64', number> = { float32: 1, int32: 6, int64: 7, bool: 9 }

export class ModelBuilder {
  readonly nodes: onnx.INodeProto[] = []
  /** Names of lists of integers in which one is negative. */
  readonly negative = new Set<string>()
  readonly #initializers: onnx.ITensorProto[] = []
  readonly #inputs: onnx.IValueInfoProto[] = []
  readonly #outputs: onnx.IValueInfoProto[] = []
  readonly #known = new Map<string, string[]>()
  /** Names that operators produce and that are not outputs yet. */
  readonly #results = new Set<string>()
  #names = 0
  #constantBytes = 0

  /**
   * @param losesNaN whether the provider's max and min take a number for the larger and for the smaller one of it and NaN, as
   *   WGSL lets them: what needs them is written in comparisons, so that a training that has diverged is seen
   */
  constructor(private readonly losesNaN = false) {}

  /** max(x, 0), and NaN where x is not a number. */
  relu(x: string): string {
    if (!this.losesNaN) return this.op('Relu', [x])
    const zero = this.scalar(0)
    return this.op('Where', [this.op('Less', [x, zero]), zero, x])
  }

  /** x between two numbers, and NaN where x is not a number. */
  clip(x: string, least: number, largest: number, dtype: ElementType): string {
    const bounds = [this.scalar(least, dtype), this.scalar(largest, dtype)] as const
    if (!this.losesNaN || dtype !== 'float32') return this.op('Clip', [x, ...bounds])
    const above = this.op('Where', [this.op('Less', [x, bounds[0]]), bounds[0], x])
    return this.op('Where', [this.op('Greater', [above, bounds[1]]), bounds[1], above])
  }

  /** 1 where x is above 0, else 0, and NaN where x is not a number. */
  step(x: string): string {
    // clip(x·3.4e38, 0, 1): one pass instead of three. Exact for every normal number, and for NaN;
    // only numbers below 2.9e-39 come out between 0 and 1.
    if (!this.losesNaN) return this.op('HardSigmoid', [x], { alpha: { float: 3.4e38 }, beta: { float: 0 } })
    const zero = this.scalar(0)
    const below = this.op('Where', [this.op('LessOrEqual', [x, zero]), zero, x])
    return this.op('Where', [this.op('Greater', [x, zero]), this.scalar(1), below])
  }

  /** Appends an operator with one output and returns the output's name. */
  op(
    type: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute> = {},
    domain = '',
  ): string {
    return this.ops(type, inputs, attributes, 1, domain)[0]!
  }

  /** Appends one of ONNX Runtime's internal operators on blocked channels, and remembers in which form. */
  blocked(
    type: BlockedType,
    inputs: readonly string[],
    attributes: Record<string, Attribute>,
    sizes: BlockedSizes,
  ): string {
    for (const form of formsOf(type, inputs, attributes, sizes)) writtenForms.add(form)
    return this.op(type, inputs, attributes, BLOCKED_DOMAIN)
  }

  /** Appends an operator with several outputs. */
  ops(
    type: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute>,
    outputs: number,
    domain = '',
  ): string[] {
    const key = `${domain}:${type}(${inputs.join()})${JSON.stringify(attributes)}${outputs}`
    const known = this.#known.get(key)
    if (known) return known
    const names = Array.from({ length: outputs }, () => this.#name())
    this.nodes.push({
      opType: type,
      domain,
      name: `${type}_${names[0]}`,
      input: [...inputs],
      output: names,
      attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    })
    this.#known.set(key, names)
    for (const name of names) this.#results.add(name)
    return names
  }

  /** A list of integers (axes, shapes, pads) as the int64 tensor that ONNX wants. */
  integers(values: readonly number[]): string {
    const name = this.#shared(`integers ${values.join()}`, () =>
      this.#initializer(
        'int64',
        [values.length],
        BigInt64Array.from(values, (value) => BigInt(Math.trunc(value))),
      ),
    )
    if (values.some((value) => value < 0)) this.negative.add(name)
    return name
  }

  /** A number as a tensor of no dimensions. */
  scalar(value: number, dtype: ElementType = 'float32'): string {
    const data =
      dtype === 'float32'
        ? Float32Array.of(value)
        : dtype === 'int32'
          ? Int32Array.of(value)
          : Uint8Array.of(value)
    return this.#shared(`${dtype} ${Object.is(value, -0) ? '-0' : value}`, () =>
      this.#initializer(dtype, [], data),
    )
  }

  /** A constant tensor; `key` names its content, so that the same constant is stored once. */
  constant(key: string, dtype: ElementType, shape: readonly number[], make: () => Values): string {
    return this.#shared(`constant ${key}`, () => this.#initializer(dtype, shape, make()))
  }

  input(dtype: ElementType, shape: readonly number[]): string {
    const name = this.#name()
    this.#inputs.push(information(name, dtype, shape))
    return name
  }

  /**
   * Declares an output and returns its name. An operator's result is declared as it is; a constant, an
   * input or a result that is an output already is copied, since ONNX wants a name of its own for each.
   */
  output(name: string, dtype: ElementType, shape: readonly number[]): string {
    let own = name
    if (!this.#results.delete(name)) {
      own = this.#name()
      this.nodes.push({
        opType: 'Identity',
        domain: '',
        name: `Output_${own}`,
        input: [name],
        output: [own],
        attribute: [],
      })
    }
    this.#outputs.push(information(own, dtype, shape))
    return own
  }

  get constantBytes(): number {
    return this.#constantBytes
  }

  encode(): Uint8Array {
    const model = onnx.ModelProto.create({
      irVersion: 8,
      producerName: 'halfpower',
      opsetImport: [
        { domain: '', version: 18 },
        { domain: 'com.microsoft', version: 1 },
        { domain: BLOCKED_DOMAIN, version: 1 },
      ],
      graph: {
        name: 'step',
        node: this.nodes,
        input: this.#inputs,
        output: this.#outputs,
        initializer: this.#initializers,
      },
    })
    return onnx.ModelProto.encode(model).finish()
  }

  #shared(key: string, make: () => string): string {
    const known = this.#known.get(key)
    if (known) return known[0]!
    const name = make()
    this.#known.set(key, [name])
    return name
  }

  #initializer(dtype: ElementType | 'int64', shape: readonly number[], data: Values | BigInt64Array): string {
    const expected = sizeOf(shape)
    if (data.length !== expected)
      throw new Error(`A constant of shape [${shape.join()}] needs ${expected} values, got ${data.length}.`)
    const name = this.#name()
    this.#initializers.push({
      name,
      dims: [...shape],
      dataType: ONNX_TYPE[dtype],
      rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    })
    this.#constantBytes += expected * (dtype === 'int64' ? 8 : BYTES[dtype])
    return name
  }

  #name(): string {
    return `v${this.#names++}`
  }
}

function attribute(name: string, value: Attribute): onnx.IAttributeProto {
  const { AttributeType } = onnx.AttributeProto
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: value }
  if (typeof value === 'string')
    return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) }
  if ('float' in value) return { name, type: AttributeType.FLOAT, f: value.float }
  return { name, type: AttributeType.INTS, ints: [...value] }
}

function information(name: string, dtype: ElementType, shape: readonly number[]): onnx.IValueInfoProto {
  return {
    name,
    type: {
      tensorType: { elemType: ONNX_TYPE[dtype], shape: { dim: shape.map((size) => ({ dimValue: size })) } },
    },
  }
}
