/**
 * The check for gradients that mislead (Athalye et al. 2018): a few images attacked by HopSkipJump, from images of
 * the data set and with few questions, must end further away than the attack with gradients did.
 */
import { inspectBlackBox } from '../../attacks/guards'
import { hopSkipJump } from '../../attacks/hop-skip-jump'
import { runAttack } from '../../attacks/run-attack'
import type { Warning } from '../../attacks/guards'
import type { AttackRequest } from '../../attacks/run-attack'
import type { AttackedImage } from '../../contract/kinds/attack/study'

const IMAGES = 8
const ITERATIONS = 5
const EVALUATIONS = 40
/** Forward passes of the check: some 500 for each image. */
export const BLACK_BOX_WORK = IMAGES * 500

/**
 * @param attacked the first images of the request, as the attack with gradients left them
 * @returns no warning where there is nothing to compare: attacks without gradients, or of a fixed size
 */
export async function compareBlackBox(
  attacked: readonly AttackedImage[],
  request: AttackRequest,
): Promise<Warning[]> {
  const { attacks, epsilon, images, indices, named } = request
  if (epsilon !== null || !attacks.some(({ access }) => access === 'gradient')) return []
  const count = Math.min(IMAGES, indices.length)
  const length = images.length / indices.length
  const result = await runAttack({
    ...request,
    images: images.subarray(0, count * length),
    indices: Array.from(indices).slice(0, count),
    named: Array.from(named).slice(0, count),
    attacks: [
      hopSkipJump({
        iterations: ITERATIONS,
        initialEvaluations: EVALUATIONS,
        maximumEvaluations: 2 * EVALUATIONS,
      }),
    ],
    batchSize: count,
  })
  return inspectBlackBox(
    attacked.slice(0, count).map(({ distance }) => distance),
    result.images.map(({ distance }) => distance),
  )
}
