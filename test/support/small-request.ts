/** A request about the small network of random weights, for the tests of this folder. */
import type { AttackRequest } from '../../src-main/attacks/run-attack'
import { goldenJson } from './golden'
import { SMALL, smallImages } from './small-network'

/** Each image towards its second-best class. */
export const SMALL_TARGETS = (goldenJson('attacks.json') as { targets: number[] }).targets

export function smallRequest(
  network: AttackRequest['network'],
  change: Pick<AttackRequest, 'norm' | 'attacks'> & Partial<AttackRequest>,
): AttackRequest {
  return {
    network,
    classes: SMALL.classes,
    images: smallImages(),
    height: SMALL.side,
    width: SMALL.side,
    channels: SMALL.channels,
    indices: SMALL_TARGETS.map((_, i) => i),
    named: SMALL_TARGETS,
    criterion: { goal: 'targeted', margin: 0, confidence: null },
    epsilon: null,
    seed: 0,
    batchSize: SMALL.count,
    ...change,
  }
}
