/** How far one way to read a file is behind the best of those that were tried, on the same images. Pure. */
import type { TriedFile } from './import'

export type Behind = TriedFile['normalisers'][number]['behind']

/** Whether chance may have put it behind: its paired 95 % interval holds no difference, or it is the best. */
export function mayBeBest(behind: Behind): boolean {
  return behind === null || behind.low <= 0
}

/** e.g. `the most`, `3.4 [1.2, 5.6] points behind`, `0.4 [−0.9, 1.7] points behind: cannot be told apart`. */
export function behindText(behind: Behind): string {
  if (behind === null) return 'the most'
  const points = (share: number): string => (100 * share).toFixed(1).replace('-', '−')
  const { value, low, high } = behind
  const apart = mayBeBest(behind) ? ': cannot be told apart' : ''
  return `${points(value)} [${points(low)}, ${points(high)}] points behind${apart}`
}
