/**
 * How far a block of an attack is, from the passes that its images have made: the attacks themselves end in long
 * strides, and one block can take an hour. What a pass costs, and how many there will be, is typical (cost.ts).
 */
import { typicalPasses, typicalWork } from './cost'
import type { AttackTask } from '../../contract/kinds/attack/tasks'
import type { UnitContext } from '../context'

/** A block that takes longer than is typical waits here for its end. */
const ALMOST = 0.97

export class BlockProgress {
  #passes = 0
  readonly #began = performance.now()

  constructor(
    private readonly task: Pick<AttackTask, 'indices' | 'settings'>,
    private readonly context: Pick<UnitContext, 'progress'>,
  ) {}

  /** @param images that were passed through the model together */
  passed(images: number): void {
    this.#passes += images
    const { indices, settings } = this.task
    const { method, norm, samples } = settings
    const expected = typicalPasses(method, norm, samples).forward * indices.length
    const done = Math.min(ALMOST, this.#passes / expected)
    this.context.progress({
      work: done * indices.length * typicalWork(method, norm, samples),
      imagesPerSecond: (done * indices.length * 1000) / (performance.now() - this.#began),
      label: null,
    })
  }
}
