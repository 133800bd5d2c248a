/**
 * The hybrid curves that stand beside filter curves: each study is asked for once. A study that cannot be had
 * leaves the curves out, and the figure says that they are missing.
 */
import { invoke } from '../../state/api'
import type { HybridResult } from '../../../src-main/contract/kinds/hybrid/study'

export class Hybrids {
  #results = $state.raw<ReadonlyMap<string, HybridResult>>(new Map())
  readonly #asked = new Set<string>()

  /** Sees to it that the curves of studies come. */
  want(studies: readonly string[]): void {
    for (const study of studies) {
      if (this.#asked.has(study)) continue
      this.#asked.add(study)
      void this.#load(study)
    }
  }

  /** Those that are there of these studies, in their order. */
  of(studies: readonly string[]): HybridResult[] {
    return studies.flatMap((study) => this.#results.get(study) ?? [])
  }

  async #load(study: string): Promise<void> {
    const result = await invoke('study.result', { study }).catch(() => null)
    if (result?.kind === 'hybrid') this.#results = new Map([...this.#results, [study, result]])
  }
}
