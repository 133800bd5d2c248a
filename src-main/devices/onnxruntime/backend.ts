/**
 * The tfjs backend `onnxruntime`: its kernels do not compute, they record. When numbers are asked for, or
 * at the end of a step (`flush`), what live tensors still wait for is compiled once into an ONNX model,
 * run in ONNX Runtime, and becomes concrete. See ARCHITECTURE.md, "The lazy backend".
 *
 * Invariant: after a flush no live value is pending.
 */
import { KernelBackend, engine } from '@tensorflow/tfjs-core'
import type { DataType, TensorInfo, backend_util } from '@tensorflow/tfjs-core'
import { BYTES, allocate, sizeOf } from './values'
import { Val } from './graph'
import type { Attributes, ElementType, Values } from './values'
import type { Operator } from './operator'
import type { Node } from './graph'
import { lowerPlan } from './lower-plan'
import type { LoweredModel } from './lower-plan'
import { Lowering } from './lowering'
import type { LoweringOptions } from './lowering'
import { blame, sentence, spoilt, whyAbsent } from './failures'
import { makePlan } from './plan'
import { RanWhere } from './ran-where'
import type { Plan } from './plan'
import type { NativeSession, Runtime } from './runtime'
import { sessionOptions } from './session-options'
import type { SessionChoices } from './session-options'
import { SessionCache } from './sessions'
import type { Compiled } from './sessions'

export interface BackendOptions extends LoweringOptions, SessionChoices {
  runtime: Runtime
  /** Bound on what compiled graphs may hold, in bytes. */
  sessionBytes: number
}

/** More than any step records: reaching it means that a loop forgot to flush. */
const RECORD_LIMIT = 200_000

export class OnnxruntimeBackend extends KernelBackend {
  readonly #live = new Set<Val>()
  readonly #pending = new Set<Val>()
  readonly #sessions: SessionCache
  /** Null on the processor, and where a profile was asked for, which is read by whoever did. */
  readonly #ranWhere: RanWhere | null
  #ids = 0
  #recorded = 0

  constructor(readonly options: BackendOptions) {
    super()
    this.#sessions = new SessionCache(options.sessionBytes)
    this.#ranWhere = options.provider === 'cpu' || options.profile ? null : new RanWhere()
  }

  /** Records one kernel call and returns its promised outputs. */
  record(operator: Operator, inputs: TensorInfo[], attributes: Attributes): TensorInfo[] {
    if (++this.#recorded > RECORD_LIMIT) {
      throw new Error(
        `More than ${RECORD_LIMIT} operations were recorded without computing any (last: ${operator.name}): call flush() once per step.`,
      )
    }
    const specifications = inputs.map((input) => ({
      shape: input.shape,
      dtype: elementType(input.dtype, operator.name),
    }))
    const outputs = operator.infer(specifications, attributes).map((specification) => {
      const val = new Val(this.#ids++, specification.shape, elementType(specification.dtype, operator.name))
      this.#live.add(val)
      this.#pending.add(val)
      return val
    })
    const node: Node = {
      operator,
      inputs: inputs.map((input) => ({ val: input.dataId as Val, shape: input.shape })),
      attributes,
      attributesKey: attributesKey(attributes),
      outputs,
      visited: 0,
    }
    for (const val of outputs) val.node = node
    return outputs.map((val) => ({ dataId: val, shape: val.shape, dtype: val.dtype }))
  }

  /** The same storage under another shape. */
  alias(x: TensorInfo, shape: number[]): TensorInfo {
    this.incRef(x.dataId)
    return { dataId: x.dataId, shape, dtype: x.dtype }
  }

  /**
   * Computes everything that live values wait for.
   * @throws Error naming the operator, when a value cannot be computed: after all others have been.
   */
  flush(): void {
    const failed = this.#computePending()
    if (failed[0]) dataOf(failed[0])
  }

  #computePending(): Val[] {
    this.#recorded = 0
    return this.#compute([...this.#pending])
  }

  freeze(dataId: object): void {
    const val = dataId as Val
    if (val.node) this.#computePending()
    dataOf(val)
    val.frozen = true
  }

  override write(values: backend_util.BackendValues, shape: number[], dtype: DataType): Val {
    const val = new Val(this.#ids++, [...shape], elementType(dtype, 'tensor'))
    val.data = this.#adopt(values, val)
    this.#live.add(val)
    return val
  }

  /** tfjs moves a tensor from another backend under that backend's id, which is not a Val. */
  override move(): void {
    throw new Error('Tensors cannot be moved between compute backends: read them and make them anew.')
  }

  override readSync(dataId: object): Values {
    const val = dataId as Val
    // What else lives and cannot be computed says so when it is wanted itself.
    if (!val.data) this.#computePending()
    return dataOf(val)
  }

  override read(dataId: object): Promise<Values> {
    return Promise.resolve().then(() => this.readSync(dataId))
  }

  override disposeData(dataId: object, force = false): boolean {
    const val = dataId as Val
    val.refCount--
    if (!force && val.refCount > 0) return false
    this.#live.delete(val)
    this.#pending.delete(val)
    if (val.frozen) this.#sessions.dropFrozen(val.id)
    return true
  }

  override refCount(dataId: object): number {
    return (dataId as Val).refCount
  }

  override incRef(dataId: object): void {
    ;(dataId as Val).refCount++
  }

  override numDataIds(): number {
    return this.#live.size
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false }
  }

  override floatPrecision(): 16 | 32 {
    return 32
  }

  override epsilon(): number {
    return 1e-7
  }

  override timerAvailable(): boolean {
    return false
  }

  override dispose(): void {
    this.#sessions.clear()
    this.#live.clear()
    this.#pending.clear()
  }

  /** Number of compiled graphs, for tests that watch for needless compilation. */
  get compiledGraphs(): number {
    return this.#sessions.size
  }

  #adopt(values: backend_util.BackendValues, val: Val): Values {
    const size = sizeOf(val.shape)
    const source = values as ArrayLike<number>
    if (source.length !== size)
      throw new Error(`A tensor of shape [${val.shape.join()}] needs ${size} values, got ${source.length}.`)
    // The caller may write to its array again before anything is computed from it: a copy.
    const own = allocate(val.dtype, size)
    own.set(source)
    return own
  }

  /**
   * Computes the outputs together. If that fails, the operator that fails is found (failures.ts), what depends
   * on it keeps the reason and gives it whenever it is wanted, and all other outputs are computed.
   * @returns what could not be computed
   */
  #compute(outputs: readonly Val[]): Val[] {
    const failed: Val[] = []
    let open = [...outputs]
    while (open.length > 0) {
      const plan = this.#plan(open)
      if (plan.leaves.some((leaf) => !leaf.data)) {
        for (const val of open) this.#fail(val, spoilt(val))
        failed.push(...open.filter((val) => val.failure !== null))
        open = open.filter((val) => val.failure === null)
        continue
      }
      try {
        const results = this.#run(plan)
        for (const [val, tensor] of results) {
          val.tensor = tensor
          val.data = tensor.data as Values
          this.#settle(val)
        }
        break
      } catch (error) {
        const { node, reason } = blame(plan, sentence(error), (values) => void this.#run(this.#plan(values)))
        for (const val of node.outputs) this.#fail(val, `${node.operator.name}: ${reason}`)
        failed.push(...open.filter((val) => val.failure !== null))
        open = open.filter((val) => val.failure === null)
      }
    }
    return failed
  }

  #plan(outputs: readonly Val[]): Plan {
    const { block, provider, threads } = this.options
    return makePlan(outputs, `${provider} ${threads} ${block}`)
  }

  #run(plan: Plan): [Val, Tensor][] {
    const compiled = this.#sessions.get(plan.key) ?? this.#compile(plan)
    const feeds: Record<string, Tensor> = {}
    let next = 0
    for (const leaf of plan.leaves) if (!leaf.frozen) feeds[compiled.inputs[next++]!] = this.#tensorOf(leaf)
    // ONNX Runtime allocates the outputs and hands its own memory over; into arrays of ours the binding
    // of 1.30 would copy, and it makes new ones besides (16 MB: 12 ms instead of 3).
    const fetches = Object.fromEntries(compiled.outputs.map((name) => [name, null]))
    const results = compiled.session.run(feeds, fetches, {})
    this.#ranWhere?.ran(compiled.session)
    return plan.outputs.map((val, i) => {
      const tensor = results[compiled.outputs[i]!] as Tensor
      if (tensor.size !== sizeOf(val.shape))
        throw new Error(`[${val.shape.join()}] was due and [${tensor.dims.join()}] was computed`)
      return [val, tensor]
    })
  }

  /** It has its numbers, or never will. */
  #settle(val: Val): void {
    val.node = null
    this.#pending.delete(val)
  }

  #fail(val: Val, failure: string | null): void {
    if (failure === null) return
    val.failure = failure
    this.#settle(val)
  }

  #compile(plan: Plan): Compiled {
    const model = lowerPlan(plan, new Lowering(this.options))
    const working = plan.nodes.reduce(
      (sum, node) =>
        sum + node.outputs.reduce((bytes, val) => bytes + sizeOf(val.shape) * BYTES[val.dtype], 0),
      0,
    )
    const frozen = plan.leaves.filter((leaf) => leaf.frozen).map((leaf) => leaf.id)
    return this.#sessions.add(plan.key, this.#createSession(model), model, working, frozen)
  }

  #createSession({ model, onProcessor }: LoweredModel): NativeSession {
    const make = (profile = this.options.profile): NativeSession =>
      this.options.runtime.createSession(model, sessionOptions({ ...this.options, profile, onProcessor }))
    return this.#ranWhere ? this.#ranWhere.open(make) : make()
  }

  #tensorOf(val: Val): Tensor {
    return (val.tensor ??= new this.options.runtime.tensor(val.dtype, val.data! as never, val.shape))
  }
}

type Tensor = InstanceType<Runtime['tensor']>

function dataOf(val: Val): Values {
  if (val.data) return val.data
  throw new Error(whyAbsent(val))
}

function elementType(dtype: DataType, where: string): ElementType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype
  throw new Error(
    `The onnxruntime device computes with float32, int32 and bool, not with ${dtype} (in ${where}).`,
  )
}

function attributesKey(attributes: Attributes): string {
  const keys = Object.keys(attributes)
  return keys.length === 0 ? '' : JSON.stringify(attributes, distinct)
}

/** JSON writes NaN and both infinities as null, and -0 as 0: different numbers, different graphs. */
function distinct(_name: string, value: unknown): unknown {
  if (typeof value !== 'number') return value
  return Object.is(value, -0) ? '-0' : Number.isFinite(value) ? value : String(value)
}

/** Kernels whose backend this is, for registration. */
export function currentBackend(): OnnxruntimeBackend {
  return engine().backend as OnnxruntimeBackend
}
