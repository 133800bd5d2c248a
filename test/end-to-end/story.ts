/**
 * Tests that tell one story, each going on where the one before it ended. When one fails, those after it are
 * skipped and say why: they would fail for the same reason, each after a long wait.
 */
import { beforeEach } from 'vitest'

/** Call it inside of `describe`. */
export function story(): void {
  let broken: string | null = null
  beforeEach(({ task, skip, onTestFailed }) => {
    if (broken !== null) skip(`after "${broken}", which failed`)
    onTestFailed(() => {
      broken = task.name
    })
  })
}
