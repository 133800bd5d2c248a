/**
 * What is no longer whole of what studies have stored. To find that out every stored result is read, so it is asked for
 * one study after another, once for each of their ends, by the pages that show results; a study whose results cannot be
 * looked through at all says why.
 */
import { SvelteMap } from 'svelte/reactivity'
import { toErrorData } from '../../src-main/contract/errors'
import { invoke } from './api'
import type { ErrorData } from '../../src-main/contract/errors'
import type { StudyInfo } from '../../src-main/contract/studies'

export interface Checked {
  /** Stored results that cannot be read, are gone, or are not what they were. */
  damaged: number
  /** Results that an earlier version of their method has made. */
  earlier: number
  /** Why that could not be found out. */
  error: ErrorData | null
}

class DamagesState {
  readonly #found = new SvelteMap<string, Checked>()
  /** Counted up where another project is open: what is still answered is of the one before. */
  #project = 0
  #asked = new Set<string>()
  #turn: Promise<void> = Promise.resolve()

  /** Null until it is known, and of a study that runs or waits. */
  of(study: StudyInfo): Checked | null {
    return this.#found.get(nameOf(study)) ?? null
  }

  /** Those of some studies of which something is to be said. */
  among(studies: readonly StudyInfo[]): { study: StudyInfo; checked: Checked }[] {
    return studies.flatMap((study) => {
      const checked = this.of(study)
      return checked !== null && (checked.damaged + checked.earlier > 0 || checked.error !== null)
        ? [{ study, checked }]
        : []
    })
  }

  /** Looks through those that have not been looked through since their end. */
  look(studies: readonly StudyInfo[]): void {
    for (const study of studies) {
      if (isActive(study) || this.#asked.has(nameOf(study))) continue
      this.again(study)
    }
  }

  /** Looks through one whose files may have changed meanwhile. */
  again(study: StudyInfo): void {
    if (isActive(study)) return
    this.#asked.add(nameOf(study))
    const project = this.#project
    this.#turn = this.#turn.then(async () => {
      if (project !== this.#project) return
      const checked = await invoke('study.check', { study: study.id }).then(
        ({ damaged, earlier = 0, gone }): Checked => ({
          ...{ damaged, earlier },
          error: gone === null ? null : { kind: 'project', message: gone },
        }),
        (error: unknown): Checked => ({ damaged: 0, earlier: 0, error: toErrorData(error) }),
      )
      if (project === this.#project) this.#found.set(nameOf(study), checked)
    })
  }

  clear(): void {
    this.#project++
    this.#asked = new Set()
    this.#found.clear()
  }
}

function isActive({ state }: StudyInfo): boolean {
  return state === 'running' || state === 'queued'
}

/** A study that has gone on since is to be looked through again. */
function nameOf({ id, finished, state, units }: StudyInfo): string {
  return `${id} ${state} ${units.done} ${finished ?? ''}`
}

export const damages = new DamagesState()
