/**
 * Runs a chain of attacks on images: each attack starts from the best that those before it have found, on the
 * images that are still worth its time. What happens to a proposal is frame.ts; what is asked and answered,
 * attack-request.ts; which attacks make a chain, presets.ts.
 *
 * What was found for a stochastic network is verified once more at the end: among many proposals some are met by luck.
 *
 * Invariants: a result that says `found` has been verified as it is stored; NaN in one image stays in that
 * image; the same request gives the same bits. What is computed for an image does not depend on the other
 * images or on their order, but the device may round differently in another row or size of batch.
 */
import { checkRequest } from './attack-request'
import type { AttackRequest, AttackResult } from './attack-request'
import { blocksOf } from './blocks'
import { Frame } from './frame'

export type { AttackRequest, AttackResult, ImageResult } from './attack-request'

/**
 * Runs the attacks on all images.
 * @throws UserError('usage') for settings out of range; the signal's reason when aborted
 */
export async function runAttack(request: AttackRequest): Promise<AttackResult> {
  checkRequest(request)
  const frame = new Frame(request)
  await frame.judgeClean()
  if (request.starts) await frame.offerStarts(request.starts)
  const { attacks, progress } = request
  for (const [position, attack] of attacks.entries()) {
    const blocks = blocksOf(await frame.active(attack), request.batchSize)
    for (const [number, block] of blocks.entries()) {
      await frame.attack(attack, block, position)
      progress?.((position + (number + 1) / blocks.length) / attacks.length)
    }
  }
  if (request.stochastic) await frame.verifyAgain()
  return frame.result()
}
