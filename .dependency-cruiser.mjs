/**
 * The arrows between the layers of src-main (ARCHITECTURE.md), as rules. They hold for types too: a layer
 * that needs a type from above has its subject in the wrong place.
 */

/**
 * From top to bottom, and in each row from left to right. A folder may import from what stands right of it in its own
 * row, and from the rows below: so no two folders need each other.
 */
const LAYERS = [
  ['shell'],
  ['workbench'],
  ['jobs', 'studies', 'project', 'figures'],
  ['attacks', 'corruptions', 'neural', 'training'],
  ['frequency', 'networks', 'datasets'],
  ['checkpoints'],
  ['devices', 'files'],
]

/** Everyone may import these; what they themselves may import is said below. */
const SHARED = ['contract', 'random', 'statistics']

const folders = (/** @type {string[]} */ names) => `^src-main/(${names.join('|')})/`
const npmPackage = (/** @type {string} */ names) => `(^|/)(${names})(/|$)`

const arrows = LAYERS.slice(1).map((row, index) => ({
  name: `nothing-above-${row.join('-')}`,
  comment: `${row.join(', ')} may not know ${LAYERS.slice(0, index + 1)
    .flat()
    .join(', ')}: arrows point down only.`,
  severity: 'error',
  from: { path: folders(row) },
  to: { path: folders(LAYERS.slice(0, index + 1).flat()) },
}))

const besides = LAYERS.flatMap((row) =>
  row.slice(1).map((folder, index) => ({
    name: `nothing-left-of-${folder}`,
    comment: `${folder} may not know ${row.slice(0, index + 1).join(', ')}, which stand left of it in its row: folders form no circle.`,
    severity: 'error',
    from: { path: folders([folder]) },
    to: { path: folders(row.slice(0, index + 1)) },
  })),
)

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...arrows,
    ...besides,
    {
      name: 'every-folder-has-a-layer',
      comment: 'A new folder of src-main needs a place in the table of layers.',
      severity: 'error',
      from: {},
      to: { path: '^src-main/', pathNot: folders([...LAYERS.flat(), ...SHARED]) },
    },
    {
      name: 'contract-knows-only-zod',
      comment: 'The contract is shared with the window: no node:, no tfjs, nothing but zod and itself.',
      severity: 'error',
      from: { path: '^src-main/contract/' },
      to: { pathNot: ['^src-main/contract/', npmPackage('zod')] },
    },
    {
      name: 'figures-know-only-the-contract',
      comment:
        'The window draws with them: nothing but results of the contract, statistics, the kernel of the blur, and the types of Plotly.',
      severity: 'error',
      from: { path: '^src-main/figures/' },
      to: {
        pathNot: [
          folders(['figures', 'contract', 'statistics']),
          '^src-main/networks/front-end/blur-kernel[.]ts$',
          npmPackage('plotly[.]js'),
        ],
      },
    },
    {
      name: 'random-knows-only-the-contract',
      severity: 'error',
      from: { path: '^src-main/random/' },
      to: { path: '^src-main/', pathNot: folders(['random', 'contract']) },
    },
    {
      name: 'statistics-knows-only-the-contract-and-random',
      comment: 'Formulas over numbers; the window computes with them, too: no node:, no tfjs.',
      severity: 'error',
      from: { path: '^src-main/statistics/' },
      to: { pathNot: [folders(['statistics', 'contract', 'random']), npmPackage('ml-matrix')] },
    },
    {
      name: 'electron-only-in-its-shell',
      comment: 'Everything else also runs without a window.',
      severity: 'error',
      from: { path: '^src-main/', pathNot: '^src-main/shell/electron/' },
      to: { path: npmPackage('electron') },
    },
    {
      name: 'compute-only-in-devices',
      comment: 'Import tf from devices/tf: one door, one copy, and no layer that knows the device.',
      severity: 'error',
      from: { path: '^src-main/', pathNot: '^src-main/devices/' },
      to: { path: npmPackage('@tensorflow/.*|onnxruntime-.*') },
    },
    {
      name: 'no-circles',
      comment: 'No two modules need each other, for a type either: what both need has a place below them.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-unresolvable',
      comment:
        'A misspelt path, or a package that is not in package.json. (The optional packages may be absent.)',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: npmPackage('@tensorflow/tfjs-node-gpu|electron') },
    },
    {
      name: 'nothing-for-development-only',
      comment: 'What src-main imports at run time belongs in dependencies of package.json.',
      severity: 'error',
      from: { path: '^src-main/' },
      // Electron is not imported from node_modules but from Electron itself.
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg'],
        dependencyTypesNot: ['type-only'],
        pathNot: npmPackage('electron'),
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
}
