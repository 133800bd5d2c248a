/**
 * The checks of `npm test` that run no code of ours: format, lint, types, arrows, dead weight, licences. Each counts as one test.
 */
import { join } from 'node:path'
import { root, run } from './child.mjs'

/** @typedef {import('./totals.mjs').Totals} Totals */
/** @typedef {{ title: string, file: string, args: string[], proof?: RegExp }} Check `file` is a tool's below
 *   node_modules, or `build/…`; `proof` must be found in the output, for tools that succeed on nothing */

/** @type {Check[]} */
export const STATIC_CHECKS = [
  {
    title: 'format (oxfmt)',
    file: 'oxfmt/bin/oxfmt',
    // Named, so that a project folder that somebody made here is left alone. Otherwise it would read what prettier ignores.
    args: [
      ...['--ignore-path', '.gitignore', '--check'],
      ...['src-main', 'src-renderer', 'test', 'build', '*.{json,ts,mjs}', '.*.{json,mjs}'],
    ],
    proof: /on [1-9]\d{2,} files/,
  },
  {
    title: 'format of components (prettier)',
    file: 'prettier/bin/prettier.cjs',
    args: ['--check', 'src-renderer/**/*.svelte'],
  },
  { title: 'lint (oxlint)', file: 'oxlint/bin/oxlint', args: [], proof: /on [1-9]\d{2,} files/ },
  { title: 'lint of components (eslint)', file: 'eslint/bin/eslint.js', args: ['.', '--max-warnings=0'] },
  { title: 'types (tsc)', file: 'typescript-7/bin/tsc', args: ['--noEmit'] },
  {
    title: 'types and accessibility of the window (svelte-check)',
    file: 'svelte-check/bin/svelte-check',
    args: ['--tsconfig', 'src-renderer/tsconfig.json', '--output', 'machine', '--fail-on-warnings'],
    proof: /COMPLETED [1-9]\d* FILES/,
  },
  {
    title: 'arrows between the layers (dependency-cruiser)',
    file: 'dependency-cruiser/bin/dependency-cruise.mjs',
    args: ['src-main', '--config', '.dependency-cruiser.mjs', '--output-type', 'err-long'],
    proof: /\([1-9]\d* modules/,
  },
  {
    title: 'nothing that nobody uses (knip)',
    file: 'knip/bin/knip.js',
    args: ['--no-progress'],
  },
  {
    title: 'licences of what a user runs',
    file: 'build/licences.mjs',
    args: [],
    proof: /^[1-9]\d* packages looked at/m,
  },
]

/**
 * @param {Check} check
 * @returns {Promise<{ totals: Totals, text: string }>} the text says how it went, and why when it failed
 */
export async function runCheck({ title, file, args, proof }) {
  const program = join(root, file.startsWith('build/') ? '' : 'node_modules', file)
  const { code, output } = await run(process.execPath, [program, ...args])
  const passed = code === 0 && (proof === undefined || proof.test(output))
  const lines = [`${passed ? 'passed' : 'FAILED'}  ${title}`]
  if (!passed) lines.push(...output.trimEnd().split('\n').map((line) => `    ${line}`)) // prettier-ignore
  return { totals: { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 }, text: lines.join('\n') }
}
