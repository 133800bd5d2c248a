/**
 * A study that is being filled in: the form, what is wrong with it, the command line that asks for the same, and
 * starting it. What somebody made wrong is said at once, what was missing from the beginning once Start was tried; a
 * command line is shown only of a form that is right.
 */
import { router } from '../../app/router.svelte'
import { Action } from '../../state/action.svelte'
import { invoke } from '../../state/api'
import { dataSets } from '../../state/data-sets.svelte'
import { models } from '../../state/models.svelte'
import { selection } from '../../state/selection.svelte'
import { Resource } from '../../state/resource.svelte'
import { fits, suggestedDataSet } from './fitting'
import { filled, withCarried } from './copied'
import { issuesOf } from './form'
import type { OptionField } from '../../../src-main/contract/studies/option'
import type { StudyRequestInput } from '../../../src-main/contract/plans'
import type { Carried, Copied } from './copied'
import type { DraftForm, DraftKind, Issues } from './form'

/** Between a change and the question what it costs, in ms. */
const COST_PAUSE = 500

export class StudyDraft<Form extends DraftForm> {
  form = $state.raw() as Form
  readonly starting = new Action()
  readonly commandLine = new Resource(() => invoke('commandLine.of', { request: this.request }))
  /** What it costs, beside Start; null: nobody can say it of a form that is wrong. */
  readonly cost = new Resource(() => invoke('study.estimate', { request: this.request }))
  #asking: ReturnType<typeof setTimeout> | undefined
  #tried = $state(false)
  readonly #all: Issues = $derived.by(() => issuesOf(this.kind, this.form))
  /** Fields that nobody made wrong. */
  #untouched = $state.raw<readonly string[]>([])
  readonly isRight = $derived(Object.keys(this.#all).length === 0)
  /** What is said beside the fields. */
  readonly issues: Issues = $derived(
    this.#tried
      ? this.#all
      : Object.fromEntries(Object.entries(this.#all).filter(([name]) => !this.#untouched.includes(name))),
  )
  readonly data = $derived.by(() => dataSets.byId(this.form.dataSet))
  readonly fitting = $derived((models.value ?? []).filter((each) => fits(each, this.data)))

  /** What a copied study asked and no field here does. */
  carried = $state.raw<Carried>({})

  /**
   * @param model the one that it is opened for; null: all that fit
   * @param copied the study that it is opened with
   */
  constructor(
    readonly kind: DraftKind<Form>,
    model: string | null,
    readonly copied: Copied | null = null,
  ) {
    this.form = kind.empty
    if (copied !== null) {
      const { form, carried } = filled(kind, copied.request)
      this.carried = carried
      this.change(form)
      return
    }
    const first = models.byId(model ?? '') ?? models.value?.[0]
    this.chooseDataSet(suggestedDataSet(first, dataSets.value ?? []))
    if (model !== null) this.changeCommon({ models: [model] })
    this.#untouched = Object.keys(this.#all)
  }

  get request(): StudyRequestInput {
    const title = this.form.title.trim()
    return withCarried({ ...this.kind.requestOf(this.form), ...(title && { title }) }, this.carried)
  }

  /** All models that fit its images are chosen with it; of those, the ones that are selected on the Map. */
  chooseDataSet(dataSet: string): void {
    const found = dataSets.byId(dataSet)
    const fitting = selection
      .of(
        (models.value ?? []).filter((each) => fits(each, found)),
        ({ id }) => id,
      )
      .map(({ id }) => id)
    this.leaveOut('split')
    this.changeCommon({ dataSet, models: fitting })
  }

  /** Of what is only carried along, one or all. */
  leaveOut(name?: string): void {
    const left = Object.entries(this.carried).filter(([each]) => name !== undefined && each !== name)
    if (left.length === Object.keys(this.carried).length) return
    this.carried = Object.fromEntries(left)
    if (name === undefined) this.change({})
  }

  fieldOf(name: Extract<keyof Form, string>): OptionField {
    const field = this.kind.options[name]?.field
    if (!field) throw new Error(`The form shows no option "${name}".`)
    return field
  }

  /** Of what every form has. */
  changeCommon(part: Partial<DraftForm>): void {
    this.change(part as unknown as Partial<Form>)
  }

  /** Of one option. */
  type(name: Extract<keyof Form, string>, value: string | boolean): void {
    this.change({ [name]: value } as unknown as Partial<Form>)
  }

  change(part: Partial<Form>): void {
    const form = { ...this.form, ...part }
    this.form = this.kind.consistent?.(form, this.form) ?? form
    this.#untouched = this.#untouched.filter((name) => name in this.#all)
    clearTimeout(this.#asking)
    this.cost.clear()
    if (this.isRight) {
      void this.commandLine.load()
      // Not at every key: a plan looks at images and results.
      this.#asking = setTimeout(() => void this.cost.load(), COST_PAUSE)
    } else this.commandLine.clear()
  }

  /** The form is gone: nothing is asked any more. */
  close = (): void => clearTimeout(this.#asking)

  /** Whether it can be asked for; from now on what is wrong is said. */
  tryOut(): boolean {
    this.#tried = true
    return this.isRight
  }

  async start(onstarted: () => void): Promise<void> {
    if (!this.tryOut()) return
    await this.starting.run(async () => {
      const { id } = await invoke('study.start', { request: this.request })
      onstarted()
      router.go(this.kind.page, id)
    })
  }
}
