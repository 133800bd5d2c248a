/**
 * Watches how much memory a training takes, against what was told in advance (networks/step-memory.ts). Nothing is made
 * smaller for it: another batch would train another network.
 */
import { trainingMemory } from '../../networks/step-memory'
import type { TrainTask } from '../../contract/kinds/sweep/tasks'

/** How much more than told is worth telling. */
const TOLERANCE = 1.25

export class MemoryWatch {
  readonly #before: number
  readonly #told: number
  #most: number

  /** @param memory bytes that the process has in memory now */
  constructor(
    { network, recipe }: Pick<TrainTask, 'network' | 'recipe'>,
    private readonly memory: () => number = () => process.memoryUsage.rss(),
  ) {
    this.#told = trainingMemory(network, recipe)
    this.#before = memory()
    this.#most = this.#before
  }

  look(): void {
    this.#most = Math.max(this.#most, this.memory())
  }

  /** A sentence where the training took clearly more than was told in advance; else null. */
  get warning(): string | null {
    const taken = this.#most - this.#before
    if (taken <= TOLERANCE * this.#told) return null
    return `It took ${gigabytes(taken)} GB of memory, and ${gigabytes(this.#told)} GB were expected: where memory is short, start a new study with fewer images at a time (--micro-batch), or compute fewer units at a time (--jobs).`
  }
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(2)
}
