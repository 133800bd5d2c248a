/**
 * The hybrid curves that stand beside a filter probe: each study is asked for once. A study that cannot be had
 * leaves the curves out, and the figure says that they are missing.
 */
import { invoke } from '../../state/api'
import type { HybridModelResult, HybridResult } from '../../../src-main/contract/kinds/hybrid/study'

export class Hybrids {
  #results = $state.raw<ReadonlyMap<string, HybridResult>>(new Map())
  readonly #asked = new Set<string>()

  /** Sees to it that a study's curves come. */
  want(study: string | null): void {
    if (study === null || this.#asked.has(study)) return
    this.#asked.add(study)
    void this.#load(study)
  }

  of(study: string | null, model: string): HybridModelResult | null {
    return this.#results.get(study ?? '')?.models.find(({ id }) => id === model) ?? null
  }

  async #load(study: string): Promise<void> {
    const result = await invoke('study.result', { study }).catch(() => null)
    if (result?.kind === 'hybrid') this.#results = new Map([...this.#results, [study, result]])
  }
}
