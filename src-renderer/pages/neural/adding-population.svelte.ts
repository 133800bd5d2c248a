/**
 * Adding a population, step by step: files on their way (when they were dropped in a browser), a look at what they are,
 * the questions that they leave open, and the reading.
 */
import { toErrorData } from '../../../src-main/contract/errors'
import { invoke } from '../../state/api'
import { withoutEnding } from '../../state/dropped-files'
import { lastName } from '../../state/paths'
import { bringToHost } from '../../state/upload'
import type { ErrorData } from '../../../src-main/contract/errors'
import type { MethodInput } from '../../../src-main/contract/methods'
import type { InspectedPopulation } from '../../../src-main/contract/neural'
import type { PopulationFile, SensoriumOptions } from '../../../src-main/contract/population'
import type { Dropped } from '../../state/dropped-files'

export type Step = 'closed' | 'bringing' | 'looking' | 'asking' | 'reading' | 'failed'
type Axes = NonNullable<MethodInput<'population.add'>['axes']>
type ImageAxes = NonNullable<MethodInput<'population.add'>['imageAxes']>

export class AddingPopulation {
  step = $state<Step>('closed')
  /** The part of dropped files that has arrived. */
  arrived = $state(0)
  found = $state.raw<InspectedPopulation | null>(null)
  name = $state('')
  species = $state('')
  area = $state('')
  licence = $state('')
  origin = $state('')
  /** Degrees, as typed; empty: not known. */
  fieldOfView = $state('')
  along = $state<'' | 'height' | 'width'>('')
  session = $state('')
  linear = $state(false)
  padded = $state(false)
  behaviour = $state('0')
  /** What the file of a model cannot tell. */
  lastLinear = $state(false)
  noPositionTanh = $state(false)
  dilation = $state('1')
  /** Nothing: as the public code does. */
  hiddenPadding = $state('')
  hiddenStride = $state('1')
  /** Nothing: the last layers. */
  stack = $state('')
  coreShift = $state('0, 0')
  nonlinearity = $state<SensoriumOptions['nonlinearity']>('elu')
  offset = $state('0')
  leaveAside = $state(false)
  output = $state('')
  responses = $state('')
  /** Comma-separated, or '' for the usual order. */
  axes = $state('')
  /** An array of the file, or '' with a data set. */
  images = $state('')
  imageAxes = $state('')
  imageIndex = $state('')
  dataSet = $state('')
  dropNaN = $state(false)
  /** A table of trials of the file, or '' where responses are no times. */
  trials = $state('')
  /** Milliseconds after the beginning of a trial, as typed: nothing is usual. */
  windowFrom = $state('')
  windowTo = $state('')
  /** The number that stands for no image, as typed; empty: none. */
  blank = $state('')
  error = $state.raw<ErrorData | null>(null)
  #discard: () => Promise<void> = () => Promise.resolve()
  #stop: AbortController | null = null
  /** Counts beginnings: what an earlier one finds out is nobody's. */
  #turn = 0

  get isOpen(): boolean {
    return this.step !== 'closed'
  }

  get isModel(): boolean {
    return this.found?.what === 'sensorium' || this.found?.what === 'onnx'
  }

  /** Whether the chosen responses are times, which a window turns into numbers. */
  get isTimed(): boolean {
    return this.found?.timed.some(({ name }) => name === this.responses) ?? false
  }

  /** What is wrong with the window that was typed; null when nothing is. */
  get windowError(): string | null {
    if (!this.isTimed || this.trials === '') return null
    const [from, to] = [this.windowFrom, this.windowTo].map((typed) =>
      typed.trim() === '' ? NaN : Number(typed),
    ) as [number, number]
    return from < to
      ? null
      : 'Two times in milliseconds, the earlier first: which are right, the file does not say.'
  }

  /** What is wrong with the field of view that was typed; null when nothing is. */
  get fieldOfViewError(): string | null {
    if (this.fieldOfView.trim() === '') return null
    const degrees = Number(this.fieldOfView)
    return degrees > 0 && degrees <= 360 ? null : 'Degrees of visual angle, above 0 and at most 360.'
  }

  /** Takes what was dropped on the page. */
  async drop(dropped: Dropped): Promise<void> {
    const turn = this.#begin('bringing')
    this.arrived = 0
    this.#stop = new AbortController()
    try {
      const brought = await bringToHost(dropped, (part) => (this.arrived = part), this.#stop.signal)
      if (turn !== this.#turn) {
        await brought.discard()
        return
      }
      this.#discard = brought.discard
      await this.look(brought.path)
    } catch (error) {
      if (turn === this.#turn) this.#fail(error)
    }
  }

  /** Looks at what a path holds. */
  async look(path: string): Promise<void> {
    const turn = this.#begin('looking')
    try {
      const found = await invoke('population.inspect', { path })
      if (turn !== this.#turn) return
      this.found = found
      this.name = withoutEnding(lastName(path))
      this.session = found.sessions.length === 1 ? found.sessions[0]!.name : ''
      this.output = found.outputs.length === 1 ? found.outputs[0]!.name : ''
      this.responses = found.arrays.length === 1 ? found.arrays[0]!.name : ''
      this.step = 'asking'
    } catch (error) {
      if (turn === this.#turn) this.#fail(error)
    }
  }

  /** Null where it was refused: the reason is in `error`. */
  async add(): Promise<PopulationFile | null> {
    if (this.found === null || this.step === 'reading') return null
    if (this.fieldOfViewError !== null || this.windowError !== null) return null
    const turn = this.#turn
    this.step = 'reading'
    this.error = null
    try {
      const added = await invoke('population.add', this.#input(this.found))
      if (turn === this.#turn) await this.#end()
      return added
    } catch (error) {
      if (turn === this.#turn) {
        this.error = toErrorData(error)
        this.step = 'asking'
      }
      return null
    }
  }

  #input(found: InspectedPopulation): MethodInput<'population.add'> {
    const text = (typed: string): string | undefined => (typed.trim() === '' ? undefined : typed.trim())
    const about = {
      path: found.path,
      name: text(this.name),
      species: text(this.species),
      area: text(this.area),
      licence: text(this.licence),
      origin: text(this.origin),
      fieldOfView: this.fieldOfView.trim() === '' ? undefined : Number(this.fieldOfView),
      fieldOfViewAlong: this.along === '' ? undefined : this.along,
    }
    if (found.what === 'sensorium')
      return {
        ...about,
        session: found.sessions.length > 1 && this.session !== '' ? this.session : undefined,
        linear: this.linear,
        padded: this.padded,
        ...this.#options(),
        behaviour: found.behaviourChannels > 0 ? Number(this.behaviour) : undefined,
        leaveAside: this.leaveAside,
      }
    if (found.what === 'onnx') return { ...about, output: text(this.output) }
    if (found.what === 'sensorium folder') return { ...about, dropNaN: this.dropNaN }
    return {
      ...about,
      responses: text(this.responses),
      axes: this.axes === '' || this.isTimed ? undefined : (this.axes.split(',') as Axes),
      images: text(this.images),
      imageAxes: this.imageAxes === '' ? undefined : (this.imageAxes.split(',') as ImageAxes),
      imageIndex: text(this.imageIndex),
      blank: this.#blank(),
      ...(!this.isTimed || this.trials === ''
        ? {}
        : { trials: this.trials, window: [Number(this.windowFrom), Number(this.windowTo)] as const }),
      dataSet: text(this.dataSet),
      dropNaN: this.dropNaN,
    }
  }

  /** What is as usual is not said. */
  #options(): Partial<SensoriumOptions> & {
    noPositionTanh: boolean
    hiddenPadding?: number
    hiddenStride?: number
    stack?: number[]
  } {
    const [before = NaN, after = NaN] = this.coreShift.split(',').map(Number)
    return {
      noPositionTanh: this.noPositionTanh,
      lastLinear: this.lastLinear,
      dilation: Number(this.dilation),
      ...(this.hiddenPadding.trim() === '' ? {} : { hiddenPadding: Number(this.hiddenPadding) }),
      ...(this.hiddenStride.trim() === '1' ? {} : { hiddenStride: Number(this.hiddenStride) }),
      ...(this.stack.trim() === '' ? {} : { stack: this.stack.split(',').map(Number) }),
      coreShift: [before, after],
      nonlinearity: this.nonlinearity,
      ...(this.nonlinearity === 'elu' ? { offset: Number(this.offset) } : {}),
    }
  }

  #blank(): number | 'nan' | undefined {
    const typed = this.blank.trim()
    if (this.imageIndex === '' || typed === '') return undefined
    return /^nan$/i.test(typed) ? 'nan' : Number(typed)
  }

  close = (): void => {
    void this.#end()
  }

  #begin(step: Step): number {
    this.#stop?.abort()
    this.step = step
    this.error = null
    this.found = null
    for (const key of [
      'species',
      'area',
      'licence',
      'origin',
      'fieldOfView',
      'axes',
      'images',
      'imageAxes',
      'imageIndex',
      'dataSet',
      'trials',
      'windowFrom',
      'windowTo',
      'blank',
    ] as const)
      this[key] = ''
    this.along = ''
    this.behaviour = '0'
    this.dilation = '1'
    this.hiddenPadding = ''
    this.hiddenStride = '1'
    this.stack = ''
    this.coreShift = '0, 0'
    this.nonlinearity = 'elu'
    this.offset = '0'
    for (const key of ['linear', 'padded', 'leaveAside', 'dropNaN', 'lastLinear', 'noPositionTanh'] as const)
      this[key] = false
    return ++this.#turn
  }

  #fail(error: unknown): void {
    this.error = toErrorData(error)
    this.step = 'failed'
  }

  /** What was brought is of no use any more: the project has its own copy. */
  async #end(): Promise<void> {
    this.#turn++
    this.#stop?.abort()
    this.step = 'closed'
    const discard = this.#discard
    this.#discard = () => Promise.resolve()
    await discard()
  }
}
