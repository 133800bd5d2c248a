/** How targets were drawn, in the words that a plan keeps of it. */
import type { TargetsRequest } from '../../contract/kinds/attack/study'

/** e.g. `element-wise targets (target seed 0)`. */
export function targetsInWords(kind: Exclude<TargetsRequest['kind'], 'file'>, seed: number): string {
  return `${kind} targets (target seed ${seed})`
}
