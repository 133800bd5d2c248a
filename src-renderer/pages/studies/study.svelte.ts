/**
 * The study of one kind that a page looks at: what it asked and what it found so far. Asked for anew whenever
 * another of its units is finished, so that a page fills while the study runs. Kinds whose pages show more extend it.
 */
import { invoke, on } from '../../state/api'
import { selection } from '../../state/selection.svelte'
import { Resource } from '../../state/resource.svelte'
import type { Plan, StudyKindName } from '../../../src-main/contract/plans'
import type { StudyResult } from '../../../src-main/contract/studies/results'

export interface StudyContents<Kind extends StudyKindName> {
  plan: Extract<Plan, { kind: Kind }>
  result: Extract<StudyResult, { kind: Kind }>
  title: string
}

/** A study of hundreds of small units is asked for at most so often, in ms. */
const PAUSE = 700

export class Study<Kind extends StudyKindName> extends Resource<StudyContents<Kind>> {
  constructor(
    readonly id: string,
    kind: Kind,
  ) {
    super(async () => {
      const [{ plan, info }, result] = await Promise.all([
        invoke('study.get', { study: id }),
        invoke('study.result', { study: id }),
      ])
      if (!isOf(plan, kind) || !isOf(result, kind)) throw new Error(`The study "${id}" is no ${kind} study.`)
      return { plan, result: selected(result), title: info.title }
    })
  }

  /** Returns what ends the following. */
  follow = (): (() => void) => {
    void this.load()
    this.onUnits(true)
    let units = -1
    let timer: ReturnType<typeof setTimeout> | undefined
    const end = on('study.status', ({ id, units: { done }, state }) => {
      if (id !== this.id || (done === units && state === 'running')) return
      units = done
      timer ??= setTimeout(() => {
        timer = undefined
        void this.load()
        this.onUnits(false)
      }, PAUSE)
    })
    const endSelection = selection.onChange(() => void this.load())
    return () => {
      clearTimeout(timer)
      endSelection()
      end()
    }
  }

  /** Whatever else is asked for when more of the study is there. `first`: the following begins. */
  protected onUnits(_first: boolean): void {}
}

/** With the results of the models that were selected on the Map only. */
function selected<Result extends StudyResult>(result: Result): Result {
  if (!('models' in result)) return result
  const models: readonly { id: string }[] = result.models
  return { ...result, models: selection.of(models, ({ id }) => id) }
}

function isOf<Of extends { kind: string }, Kind extends string>(
  value: Of,
  kind: Kind,
): value is Extract<Of, { kind: Kind }> {
  return value.kind === kind
}
