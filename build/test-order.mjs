/**
 * In which order test files begin: those that last longest first, since one that begins last keeps everything waiting
 * that is done; then windows, which wait more than they compute; then what computes; the quick ones fill the end.
 */
import { BaseSequencer } from 'vitest/node'
import { GROUPS, LONGEST } from './test-groups.mjs'

/** @typedef {import('./test-groups.mjs').Group} Group */

/** @type {Group[]} */
const ORDER = ['window', 'device', 'compute', 'plain']

/**
 * @param {string} path of a test file, with slashes
 * @returns {number} the lower, the earlier
 */
export function rank(path) {
  const listed = LONGEST.findIndex((file) => path.endsWith(`/${file}`))
  if (listed !== -1) return listed
  const group = ORDER.findIndex((name) => GROUPS[name].some((folder) => path.includes(`/test/${folder}/`)))
  return LONGEST.length + (group === -1 ? ORDER.length : group)
}

/** Among equals vitest's own order stays: what failed before, then what took longer, then what is larger. */
export class LongestFirst extends BaseSequencer {
  /**
   * @override
   * @param {import('vitest/node').TestSpecification[]} files
   */
  async sort(files) {
    const usual = await super.sort(files)
    return usual.sort((one, other) => rank(one.moduleId) - rank(other.moduleId))
  }
}
