/**
 * A model on its way into the project, step by step: the file is brought (when it was dropped in a browser), looked
 * at, tried and stored. One for the whole window, so that somebody who goes to add a data set finds it again.
 * Invariant: a copy that was sent for it is taken away when it is stored, given up or replaced; what an earlier file
 * finds out is nobody's.
 */
import { usualTrial } from '../../../../src-main/contract/images/selection'
import { toErrorData } from '../../../../src-main/contract/errors'
import { Action } from '../../../state/action.svelte'
import { invoke } from '../../../state/api'
import { joinPath, lastName } from '../../../state/paths'
import { bringToHost } from '../../../state/upload'
import { weightsAmong } from './dropped-weights'
import {
  answersFor,
  blankForm,
  choiceOf,
  importOf,
  issuesOf,
  accuracyKey,
  normaliserOf,
  sizeOf,
  withChannels,
} from './import-form'
import { answersOf, resolved } from './readings-form'
import type { Behind } from '../../../../src-main/contract/import/behind'
import type { ErrorData } from '../../../../src-main/contract/errors'
import type { ImportCandidate, InspectedFile, TriedFile } from '../../../../src-main/contract/import/import'
import type { ModelFile } from '../../../../src-main/contract/model'
import type { Proportion } from '../../../../src-main/contract/primitives'
import type { Dropped } from '../../../state/dropped-files'
import type { ReadingKey } from '../../../../src-main/contract/import/readings'
import type { Channels, ImportForm } from './import-form'

/** Several readings under every normaliser take long. */
const READING_IMAGES = 100

export type Step = 'nothing' | 'bringing' | 'looking' | 'refused' | 'looked'

/** What a trial found, and what it was a trial of. */
interface Trial {
  of: string
  images: number
  /** By `accuracyKey`. */
  accuracies: ReadonlyMap<string, { accuracy: Proportion; behind: Behind | undefined }>
  remarks: readonly string[]
}

export class Importing {
  step = $state<Step>('nothing')
  /** The part of a dropped file that has arrived. */
  arrived = $state(0)
  /** Where it lies for the host; as it was called where it came from. */
  file = $state('')
  fileName = $state('')
  /** Whether `file` is a copy that was sent for this. */
  isCopy = $state(false)
  inspected = $state.raw<InspectedFile | null>(null)
  error = $state.raw<ErrorData | null>(null)
  form = $state<ImportForm>(blankForm('', []))
  /** Images of which data set it is tried on, and on how many. */
  trialOn = $state('')
  /** Null: by the size of the images. */
  trialLimit = $state<number | null>(null)
  readonly trying = new Action()
  readonly saving = new Action()
  readonly tryingReadings = new Action()
  /** What a trial of the ways to read the file found, the best first. */
  readings = $state.raw<TriedFile['readings']>([])
  readingImages = $state(0)
  /** The project that it goes into: of another one nothing is shown. */
  project = $state('')

  readonly candidates = $derived<readonly ImportCandidate[]>(this.inspected?.candidates ?? [])
  /** The chosen one, with the channels that were chosen. */
  readonly candidate = $derived.by(() => {
    const chosen = this.candidates.find(({ number }) => number === this.form.candidate)
    if (!chosen) return null
    const { reading, channels } = this.form
    return withChannels(reading === null ? chosen : { ...chosen, reading }, channels)
  })
  /** How many ways to read the file there are. */
  readonly fitting = $derived(this.candidates.filter(({ fits }) => fits).length)
  readonly issues = $derived(this.candidate === null ? {} : issuesOf(this.form, this.candidate))
  readonly size = $derived(this.candidate === null ? null : sizeOf(this.form, this.candidate))
  readonly trialImages = $derived(this.trialLimit ?? usualTrial(this.size))
  readonly isReady = $derived(this.candidate?.fits === true && Object.keys(this.issues).length === 0)

  #trial = $state.raw<Trial | null>(null)
  /** What a trial is of: with other answers its numbers mean nothing. */
  readonly #question = $derived(
    JSON.stringify([choiceOf(this.file, this.form), this.trialOn, this.trialImages]),
  )
  /** The trial with the answers that are given now; null where there is none. */
  readonly tried = $derived(this.#trial?.of === this.#question ? this.#trial : null)

  #discard: () => Promise<void> = () => Promise.resolve()
  #stop: AbortController | null = null
  #turn = 0

  /** Takes what was dropped. */
  async drop(dropped: Dropped, project: string): Promise<void> {
    const turn = this.#begin('bringing', dropped.name, project)
    this.#stop = new AbortController()
    try {
      const inside = weightsAmong(dropped)
      const brought = await bringToHost(dropped, (part) => (this.arrived = part), this.#stop.signal)
      if (turn !== this.#turn) return void brought.discard()
      this.#discard = brought.discard
      this.isCopy = window.halfpower === undefined
      this.fileName = inside.at(-1) ?? dropped.name
      await this.#look(inside.reduce(joinPath, brought.path), turn)
    } catch (error) {
      if (turn === this.#turn) this.#refuse(error)
    }
  }

  /** Looks at a file of the host's machine. */
  async look(path: string, project: string): Promise<void> {
    const turn = this.#begin('looking', lastName(path), project)
    await this.#look(path, turn)
  }

  /** How each way to read the file does, under the normaliser that suits it best. */
  async tryReadings(dataSet: string): Promise<void> {
    const turn = this.#turn
    await this.tryingReadings.run(async () => {
      const asked = choiceOf(this.file, { ...this.form, candidate: null, reading: null })
      const tried = await invoke('model.try', { ...asked, dataSet, limit: READING_IMAGES })
      if (turn !== this.#turn) return
      this.readings = tried.readings
      this.readingImages = tried.images
    })
  }

  /** What was tried of one network. */
  readingsOf(network: readonly ImportCandidate[]): TriedFile['readings'] {
    return this.readings.filter(({ number }) => network.some((candidate) => candidate.number === number))
  }

  /** What it leaves open stays open. */
  chooseNetwork(network: readonly ImportCandidate[]): void {
    const [base] = network
    if (!base) return
    Object.assign(this.form, answersFor(base), { answers: {} })
    this.#resolve(network)
  }

  answer(network: readonly ImportCandidate[], key: ReadingKey, value: string): void {
    this.form.answers = { ...this.form.answers, [key]: value }
    this.#resolve(network)
  }

  /** All answers of a reading at once: of one that was tried, or of the most usual one. */
  takeReading(
    network: readonly ImportCandidate[],
    { number, reading }: Pick<TriedFile['readings'][number], 'number' | 'reading'>,
  ): void {
    const candidate = network.find((one) => one.number === number)
    if (!candidate) return
    this.form.answers = answersOf(candidate, reading)
    this.#resolve(network)
  }

  /** Other answers are another model; what was typed of its input stays. */
  #resolve(network: readonly ImportCandidate[]): void {
    const found = resolved(network, this.form.answers)
    this.form.candidate = found?.candidate.number ?? null
    this.form.reading = found?.reading ?? null
  }

  chooseChannels(channels: Channels): void {
    this.form.channels = channels
    // Presets are others for gray images.
    if (this.form.normaliser.startsWith('preset ')) this.form.normaliser = ''
  }

  /** How well it does under every normaliser that comes into question, also the one that is chosen now. */
  async try(): Promise<void> {
    const { candidate, form, file, trialOn, trialImages } = this
    if (candidate === null) return
    const turn = this.#turn
    const question = this.#question
    await this.trying.run(async () => {
      const input = { ...choiceOf(file, form), dataSet: trialOn, limit: trialImages }
      const tried = await invoke('model.try', input)
      const accuracies = new Map<string, { accuracy: Proportion; behind: Behind | undefined }>(
        tried.normalisers.map(({ choice, accuracy, behind }) => [accuracyKey(choice), { accuracy, behind }]),
      )
      const own = normaliserOf(form, candidate)
      if (own && !accuracies.has(accuracyKey(own))) {
        const [other] = (await invoke('model.try', { ...input, normaliser: own })).normalisers
        // Tried by itself: how far it is behind on each image nobody knows.
        if (other) accuracies.set(accuracyKey(own), { accuracy: other.accuracy, behind: undefined })
      }
      if (turn !== this.#turn) return
      this.#trial = { of: question, images: tried.images, accuracies, remarks: tried.remarks }
      // What it was tried on has its classes, in its order.
      if (form.classNamesOf === '') form.classNamesOf = trialOn
    })
  }

  /** Stores the model; null when that failed, and then the sentence stands in `saving`. */
  async save(): Promise<ModelFile | null> {
    const { candidate, file, form } = this
    if (candidate === null || !this.isReady) return null
    const saved: ModelFile[] = []
    await this.saving.run(async () => {
      saved.push(await invoke('model.import', importOf(file, form, candidate)))
    })
    const [model] = saved
    if (!model) return null
    this.giveUp()
    return model
  }

  /** Forgets the file; a copy of it is taken away. */
  giveUp = (): void => {
    this.#turn++
    this.#stop?.abort()
    this.#stop = null
    this.step = 'nothing'
    this.inspected = null
    this.#trial = null
    void this.#takeBack()
  }

  #begin(step: Step, fileName: string, project: string): number {
    this.giveUp()
    const turn = ++this.#turn
    this.step = step
    this.arrived = 0
    this.isCopy = false
    this.file = ''
    this.fileName = fileName
    this.project = project
    this.error = null
    this.trying.forget()
    this.tryingReadings.forget()
    this.readings = []
    this.saving.forget()
    return turn
  }

  async #look(path: string, turn: number): Promise<void> {
    this.step = 'looking'
    this.file = path
    try {
      const inspected = await invoke('model.inspect', { file: path })
      if (turn !== this.#turn) return
      this.form = blankForm(this.fileName, inspected.candidates)
      this.inspected = inspected
      this.step = 'looked'
    } catch (error) {
      if (turn === this.#turn) this.#refuse(error)
    }
  }

  #refuse(error: unknown): void {
    this.error = toErrorData(error)
    this.step = 'refused'
    void this.#takeBack()
  }

  async #takeBack(): Promise<void> {
    const discard = this.#discard
    this.#discard = () => Promise.resolve()
    await discard()
  }
}

export const importing = new Importing()
