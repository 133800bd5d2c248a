/**
 * Something that the user has asked for and that may take a while or fail: `busy` for the button, `error`
 * for a Notice beside it. A second call while the first runs is ignored: a double click is one click.
 */
import { toErrorData } from '../../src-main/contract/errors'
import type { ErrorData } from '../../src-main/contract/errors'

export class Action {
  busy = $state(false)
  error = $state.raw<ErrorData | null>(null)

  /** Runs it; resolves to whether it succeeded. */
  run = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (this.busy) return false
    this.busy = true
    this.error = null
    try {
      await work()
      return true
    } catch (error) {
      this.error = toErrorData(error)
      return false
    } finally {
      this.busy = false
    }
  }

  forget = (): void => {
    this.error = null
  }
}
