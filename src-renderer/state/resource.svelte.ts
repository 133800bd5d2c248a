/**
 * Something that is asked for and may be loading, failed, or there. Pages show it with `Loaded.svelte`.
 * Invariant: of several answers the one to the latest question counts; what was there stays visible while
 * it is asked for again.
 */
import { toErrorData } from '../../src-main/contract/errors'
import type { ErrorData } from '../../src-main/contract/errors'

export class Resource<Value> {
  /** What is there; null until the first answer. Raw: replaced as a whole, never changed inside. */
  value = $state.raw<Value | null>(null)
  error = $state.raw<ErrorData | null>(null)
  loading = $state(false)
  #question = 0

  constructor(private readonly fetch: () => Promise<Value>) {}

  /** Asks (again). Never throws: the error is shown where the value would be. */
  load = async (): Promise<void> => {
    const question = ++this.#question
    this.loading = true
    try {
      const value = await this.fetch()
      if (question !== this.#question) return
      this.value = value
      this.error = null
    } catch (error) {
      if (question !== this.#question) return
      this.error = toErrorData(error)
    }
    this.loading = false
  }

  /** Forgets what was there, e.g. because another project is open. */
  clear(): void {
    this.#question++
    this.value = null
    this.error = null
    this.loading = false
  }
}
