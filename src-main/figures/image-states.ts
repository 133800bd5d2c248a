/** What became of an image that was attacked, in a sign and in words. */
import type { ImageStatusName } from '../contract/kinds/attack/study'

export const IMAGE_STATES: Record<ImageStatusName, { sign: string; words: string }> = {
  found: { sign: '✓', words: 'found' },
  'start failed': { sign: '×', words: 'nothing found' },
  'not verified': { sign: '?', words: 'not verified' },
  'already target': { sign: '=', words: 'is the target already' },
}
