/**
 * The sizes of one model's perturbations (methods D.4), and what its guards say: from the JSON of its blocks,
 * without a device.
 */
import { asJson } from '../../contract/json'
import { epsilonStatistics } from '../../attacks/epsilon-statistics'
import { inspectResult } from '../../attacks/guards'
import { NORM_UNITS } from '../../contract/kinds/attack/methods'
import { readResultAt } from '../../project/results'
import { wilson } from '../../statistics/wilson'
import { blockDataSchema, guardDataSchema } from '../../contract/kinds/attack/units'
import { imageResults } from './image-results'
import { censoredWords, said } from './warning-words'
import type { NormName } from '../../contract/kinds/attack/methods'
import type { EpsilonSummary } from '../../contract/kinds/attack/study'
import type { AttackSummaryTask } from '../../contract/kinds/attack/tasks'
import type { UnitOutcome } from '../../contract/tasks'
import type { EpsilonStatistics } from '../../attacks/epsilon-statistics'
import type { ImageResult } from '../../attacks/run-attack'
import type { AttackSummaryData, BlockData } from '../../contract/kinds/attack/units'

export async function runAttackSummary(task: AttackSummaryTask): Promise<UnitOutcome> {
  const blocks = await Promise.all(
    task.blocks.map(async (path) => blockDataSchema.parse((await readResultAt(path)).data)),
  )
  const guards = guardDataSchema.parse((await readResultAt(task.guards)).data)
  const found = summariseBlocks(blocks, task, guards.warnings)
  return { data: asJson(found), arrays: null }
}

/** The pure part. */
export function summariseBlocks(
  blocks: readonly BlockData[],
  { norm, subset, targets }: Pick<AttackSummaryTask, 'norm' | 'subset' | 'targets'>,
  warnings: AttackSummaryData['warnings'],
): AttackSummaryData {
  const images = blocks.flatMap((block) => block.images)
  const results = imageResults(images)
  const all = epsilonStatistics(counting(results), norm)
  const changed = epsilonStatistics(results, norm)
  const { count, success } = all
  const found = results.filter(({ status }) => status === 'found').length
  const warm = images.filter((image) => image.warm).length
  const signed = (sign: 'plus' | 'minus'): EpsilonSummary =>
    sizesOf(
      epsilonStatistics(
        counting(
          imageResults(
            images,
            blocks.flatMap((block) => block.signed[sign]),
          ),
        ),
        norm,
      ),
      norm,
    )
  const mean = (of: 'forward' | 'backward'): number =>
    images.reduce((sum, image) => sum + image[of], 0) / images.length
  return {
    norm,
    count,
    found,
    alreadyTarget: changed.alreadyTarget,
    success,
    successInterval: { ...wilson(success, count) },
    ...sizesOf(all, norm),
    ...(changed.alreadyTarget === 0 ? {} : { changed: sizesOf(changed, norm) }),
    censored: censoredWords(all),
    warnings: [...warnings, ...inspectResult({ images: results }).map(said)],
    signedMaximum: norm === 'Linf' ? { plus: signed('plus'), minus: signed('minus') } : null,
    ...(warm === 0 ? {} : { warm }),
    queries: { forward: mean('forward'), backward: mean('backward') },
    subset,
    targets,
  }
}

/** An image that is a target already needs no change: ε = 0, a size like any other (methods D.4). */
function counting(results: readonly ImageResult[]): ImageResult[] {
  return results.map((result) =>
    result.status === 'already target' ? { ...result, status: 'found', distance: 0 } : result,
  )
}

function sizesOf({ median, mean, geometricMean, curve }: EpsilonStatistics, norm: NormName): EpsilonSummary {
  const unit = NORM_UNITS[norm]
  return {
    median: { value: median.value, low: median.low, high: median.high, unit },
    mean,
    geometricMean,
    curve: { ...curve, unit },
  }
}
