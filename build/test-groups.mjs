/**
 * Which tests there are, and which begin first (test-order.mjs). All run together: what waits for a window leaves its core
 * to what computes. Files of the plain group share processes, and with them what they import; each of the others has one
 * of its own. Every folder of `test/` with tests is in exactly one group (test/build/test-groups.test.ts).
 */

/** @typedef {'plain' | 'compute' | 'device' | 'window'} Group */

/** @type {Record<Group, string[]>} */
export const GROUPS = {
  plain: [
    'build',
    'checkpoints',
    'contract',
    'corruptions',
    'datasets',
    'figures',
    'files',
    'fuzz',
    'project',
    'random',
    'renderer',
    'statistics',
  ],
  compute: [
    'attacks',
    'frequency',
    'jobs',
    'networks',
    'neural',
    'shell',
    'studies',
    'training',
    'workbench',
  ],
  device: ['conformance', 'devices'],
  window: ['crash', 'end-to-end'],
}

/** @type {Group[]} */
export const SHARED = ['compute', 'plain']

/** Of those groups' folders, what puts something else in a module's place, which others in the same process would meet. */
export const ALONE = [
  'test/project/held-folder.test.ts',
  'test/workbench/command-line-of.test.ts',
  'test/workbench/import-command-line.test.ts',
]

/** Half a minute or more each on two busy cores, the longest first: they begin first. */
export const LONGEST = [
  'test/crash/kills.test.ts',
  'test/end-to-end/pages.test.ts',
  'test/attacks/resnet20-attack.test.ts',
  'test/attacks/linear-model.test.ts',
  'test/networks/architectures-fresh.test.ts',
  'test/networks/architectures.test.ts',
  'test/attacks/golden.test.ts',
  'test/workbench/attacks.test.ts',
  'test/devices/training-memory.test.ts',
  'test/attacks/presets.test.ts',
  'test/crash/rehearsal.test.ts',
  'test/figures/fuzz.test.ts',
  'test/fuzz/budgets.test.ts',
  'test/shell/command-line.test.ts',
  'test/shell/cluster.test.ts',
  'test/workbench/cluster.test.ts',
  'test/workbench/contents.test.ts',
  'test/workbench/demo-neural.test.ts',
  'test/networks/onnx/pytorch-models.test.ts',
  'test/end-to-end/import-model.test.ts',
  'test/end-to-end/corruptions.test.ts',
  'test/end-to-end/perturbations.test.ts',
  'test/crash/demo.test.ts',
  'test/corruptions/random-types.test.ts',
  'test/end-to-end/electron.test.ts',
  'test/end-to-end/keyboard.test.ts',
  'test/workbench/comparison.test.ts',
  'test/shell/compare-correlate.test.ts',
]

/** The folders whose numbers come from a device: `npm test -- --every-layout` runs them under each of `SURROUNDINGS`. */
export const NUMERIC = [
  'attacks',
  'conformance',
  'devices',
  'frequency',
  'networks',
  'neural',
  'studies',
  'training',
  'workbench',
]

/** Tests that run on TensorFlow's own library, where it can be had. */
export const WITH_TENSORFLOW = ['test/devices/tensorflow.test.ts']

/** What may change last bits on one processor (src-main/devices/environment.ts). */
export const SURROUNDINGS = ['internal', 'public'].flatMap((layout) =>
  ['1', '2'].map((threads) => ({ HALFPOWER_LAYOUT: layout, HALFPOWER_THREADS: threads })),
)

/** Left out by `npm test -- --quick`: windows, kills, whole studies, fuzz, and what trains networks or attacks them for minutes. */
export const NOT_QUICK = [
  'test/crash/**',
  'test/end-to-end/**',
  'test/training/**',
  'test/workbench/**',
  'test/fuzz/**',
  'test/attacks/linear-model.test.ts',
  'test/attacks/resnet20-attack.test.ts',
  'test/corruptions/random-types.test.ts',
  'test/devices/programs.test.ts',
  'test/figures/fuzz.test.ts',
  'test/networks/architectures-fresh.test.ts',
  'test/networks/recognition/resnet20.test.ts',
  'test/shell/cluster.test.ts',
  'test/shell/command-line.test.ts',
  'test/shell/compare-correlate.test.ts',
]

/**
 * @param {Group} group
 * @returns {{ include: string[], exclude: string[] }} glob patterns of its test files
 */
export function testFiles(group) {
  const include = GROUPS[group].map((folder) => `test/${folder}/**/*.test.ts`)
  if (group === 'device') include.push(...ALONE)
  return { include, exclude: SHARED.includes(group) ? ALONE : [] }
}
