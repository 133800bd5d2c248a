/**
 * A study that is being filled in: the form, what is wrong with it, the command line that asks for the same, and
 * starting it. What is wrong is said once Start was tried; a command line is shown only of a form that is right.
 */
import { router } from '../../app/router.svelte'
import { Action } from '../../state/action.svelte'
import { invoke } from '../../state/api'
import { dataSets } from '../../state/data-sets.svelte'
import { models } from '../../state/models.svelte'
import { Resource } from '../../state/resource.svelte'
import { fits } from '../hybrids/new-study'
import { firstDataSet } from './first-data-set'
import type { KindPageName } from '../../app/kinds'
import type { ImageForm } from '../../components/image-form'
import type { StudyRequestInput } from '../../../src-main/contract/plans'

/** What every form has. */
export interface DraftForm {
  models: readonly string[]
  dataSet: string
  images: ImageForm
}

export interface DraftKind<Form extends DraftForm> {
  empty: Form
  /** Not checked. */
  requestOf: (form: Form) => StudyRequestInput
  /** One sentence for each field with which no study can be asked for. */
  issuesOf: (form: Form) => Partial<Record<keyof Form, string>>
  /** Where the study is shown. */
  page: KindPageName
}

export class StudyDraft<Form extends DraftForm> {
  form = $state.raw() as Form
  readonly #kind: DraftKind<Form>
  #tried = $state(false)
  readonly starting = new Action()
  readonly commandLine = new Resource(() =>
    invoke('commandLine.of', { request: this.#kind.requestOf(this.form) }),
  )
  readonly #issues = $derived.by(() => this.#kind.issuesOf(this.form))
  readonly #isRight = $derived(Object.keys(this.#issues).length === 0)
  /** What is said beside the fields. */
  readonly issues: Partial<Record<keyof Form, string>> = $derived(this.#tried ? this.#issues : {})
  readonly data = $derived.by(() => dataSets.byId(this.form.dataSet))

  /** @param model the one that it is opened for; null: all that fit */
  constructor(kind: DraftKind<Form>, model: string | null) {
    this.#kind = kind
    this.form = kind.empty
    this.chooseDataSet(firstDataSet(models.value ?? [], dataSets.value ?? [], model))
    if (model !== null) this.changeCommon({ models: [model] })
  }

  get request(): StudyRequestInput {
    return this.#kind.requestOf(this.form)
  }

  /** All models that fit its images are chosen with it. */
  chooseDataSet(dataSet: string): void {
    const found = dataSets.byId(dataSet)
    const fitting = (models.value ?? []).filter((each) => fits(each, found)).map(({ id }) => id)
    this.changeCommon({ dataSet, models: fitting })
  }

  /** Of what every form has. */
  changeCommon(part: Partial<DraftForm>): void {
    this.change(part as unknown as Partial<Form>)
  }

  change(part: Partial<Form>): void {
    this.form = { ...this.form, ...part }
    if (this.#isRight) void this.commandLine.load()
    else this.commandLine.clear()
  }

  /** Whether it can be asked for; from now on what is wrong is said. */
  tryOut(): boolean {
    this.#tried = true
    return this.#isRight
  }

  async start(onstarted: () => void): Promise<void> {
    if (!this.tryOut()) return
    await this.starting.run(async () => {
      const { id } = await invoke('study.start', { request: this.request })
      onstarted()
      router.go(this.#kind.page, id)
    })
  }
}
