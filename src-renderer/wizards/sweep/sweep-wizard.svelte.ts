/**
 * The sweep wizard's state: where it is, what has been answered, what the answers would do. Asks the
 * workbench for pictures, an estimate and the command line; what is allowed is decided in draft.ts.
 *
 * Invariant: every change goes through `change`, which also keeps the draft for a reload of this window.
 */
import { invoke } from '../../state/api'
import { Resource } from '../../state/resource.svelte'
import { draftOf, stillCarried } from './draft-of'
import {
  STEPS,
  addSigma,
  emptyDraft,
  hasAnswers,
  hybridMeasurement,
  issuesOf,
  issuesOfStep,
  modelCount,
  restoreDraft,
  sweepRequest,
} from './draft'
import type { SweepRequest } from '../../../src-main/contract/kinds/sweep/study'
import type { StudyInfo } from '../../../src-main/contract/studies'
import type { SweepPreview } from '../../../src-main/contract/kinds/sweep/window'
import type { Draft, Field, Issues, Step } from './draft'

/** Images of hers that each σ is shown on. */
const PREVIEW_IMAGES = [0, 1]

/** `null` as a key of what is kept per σ. */
export const sigmaKey = (sigma: number | null): number => sigma ?? 0

export class SweepWizard {
  draft = $state.raw<Draft>(emptyDraft)
  step = $state<Step>('Data')
  /** Steps that were left or tried to leave: their mistakes are shown. */
  #tried = $state.raw<ReadonlySet<Step>>(new Set())
  /** The σ whose transfer function is shown; null is no blur, undefined: none chosen. */
  chosenSigma = $state.raw<number | null | undefined>(undefined)
  /** What is wrong with the σ that was typed last. */
  sigmaIssue = $state<string | null>(null)
  previews = $state.raw<ReadonlyMap<number, SweepPreview>>(new Map())
  starting = $state(false)

  readonly issues = $derived<Issues>(issuesOf(this.draft))
  readonly models = $derived(modelCount(this.draft))
  readonly preview = new Resource(() => this.#askPreviews())
  readonly estimate = new Resource(() => invoke('sweep.estimate', this.#question()))
  /** What it costs besides time here: told from the plan alone. */
  readonly cost = new Resource(() => invoke('study.estimate', { request: sweepRequest(this.draft) }))
  readonly commandLine = new Resource(() => invoke('commandLine.of', this.#question()))

  /** Whether something has been answered: more than which data set it is opened for, and not only copied. */
  get begun(): boolean {
    return hasAnswers(this.draft)
  }

  /** @param key under which this window's session keeps the draft: one per project */
  constructor(private readonly key: string) {
    const kept = restoreDraft(sessionStorage.getItem(key))
    if (kept) this.draft = kept
    const step = STEPS.find((name) => name === sessionStorage.getItem(`${key} step`))
    if (kept && step) this.step = step
  }

  change = (changes: Partial<Draft>): void => {
    if (changes.dataSet !== undefined && changes.dataSet !== this.draft.dataSet) this.#forgetPreviews()
    const carried = stillCarried(this.draft.carried, changes)
    this.draft = { ...this.draft, carried, ...changes }
    sessionStorage.setItem(this.key, JSON.stringify(this.draft))
    // Only the title is asked for there, and it is part of the command.
    if (this.step === 'Start') void this.commandLine.load()
  }

  /** The sentence beside a field; null while there is nothing wrong or nothing was tried yet. */
  issue(field: Field, step: Step = this.step): string | null {
    return this.#tried.has(step) ? (this.issues[field] ?? null) : null
  }

  /** Whether a step's answers are all right, and all before it: where one may go. */
  reachable(step: Step): boolean {
    const before = STEPS.slice(0, STEPS.indexOf(step))
    return before.every((name) => issuesOfStep(this.issues, name).length === 0)
  }

  next = (): void => {
    this.#tried = new Set([...this.#tried, this.step])
    if (issuesOfStep(this.issues, this.step).length > 0) return
    const next = STEPS[STEPS.indexOf(this.step) + 1]
    if (next) this.go(next)
  }

  back = (): void => {
    const previous = STEPS[STEPS.indexOf(this.step) - 1]
    if (previous) this.go(previous)
  }

  go = (step: Step): void => {
    if (!this.reachable(step)) return
    this.step = step
    sessionStorage.setItem(`${this.key} step`, step)
    this.arrive()
  }

  /** Asks for what the step shows. */
  arrive = (): void => {
    if (this.step === 'σ') void this.preview.load()
    if (this.step === 'Start') {
      this.estimate.clear()
      void this.estimate.load()
      this.cost.clear()
      void this.cost.load()
      void this.commandLine.load()
    }
  }

  /** True when it was added. */
  addSigma = (text: string): boolean => {
    const added = addSigma(this.draft.sigmas, text)
    this.sigmaIssue = 'issue' in added ? added.issue : null
    if ('issue' in added) return false
    const fresh = added.sigmas.find((sigma) => !this.draft.sigmas.includes(sigma))
    this.change({ sigmas: added.sigmas })
    this.chosenSigma = fresh
    void this.preview.load()
    return true
  }

  removeSigma = (sigma: number | null): void => {
    this.change({ sigmas: this.draft.sigmas.filter((other) => other !== sigma) })
    if (this.chosenSigma === sigma) this.chosenSigma = undefined
  }

  /** Starts the sweep, and its measurement after it. Throws what the workbench refuses. */
  start = async (): Promise<StudyInfo> => {
    this.starting = true
    try {
      const info = await invoke('study.start', this.#question())
      this.reset()
      return info
    } finally {
      this.starting = false
    }
  }

  /** With what another sweep asked, from the first step on. */
  fill = (request: SweepRequest, copied: string): void => {
    this.reset()
    this.change({ ...draftOf(request), copied })
  }

  /** Everything from the beginning. */
  reset = (): void => {
    sessionStorage.removeItem(this.key)
    sessionStorage.removeItem(`${this.key} step`)
    this.draft = emptyDraft
    this.step = 'Data'
    this.#tried = new Set()
    this.#forgetPreviews()
  }

  #question(): { request: ReturnType<typeof sweepRequest>; then: ReturnType<typeof hybridMeasurement> } {
    return { request: sweepRequest(this.draft), then: hybridMeasurement(this.draft) }
  }

  /** Only those σ that are not there yet: adding one is quick. */
  async #askPreviews(): Promise<ReadonlyMap<number, SweepPreview>> {
    const { dataSet, sigmas } = this.draft
    const missing = sigmas.filter((sigma) => !this.previews.has(sigmaKey(sigma)))
    if (missing.length === 0) return this.previews
    const asked = await invoke('sweep.preview', { dataSet, sigmas: missing, images: PREVIEW_IMAGES })
    if (dataSet === this.draft.dataSet) {
      this.previews = new Map([
        ...this.previews,
        ...asked.map((each) => [sigmaKey(each.sigma), each] as const),
      ])
    }
    return this.previews
  }

  #forgetPreviews(): void {
    this.previews = new Map()
    this.preview.clear()
    this.chosenSigma = undefined
  }
}
