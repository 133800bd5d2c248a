/**
 * Whether the npm registry signed what is installed (`npm audit signatures`). It needs the network: npm's registry and
 * Sigstore's keys. Where they cannot be reached nothing is known, which is no failure and is said.
 *
 * @typedef {import('./totals.mjs').Totals} Totals
 */
import { run } from './child.mjs'

export const SIGNATURES = 'signatures of the installed packages (npm audit signatures)'
/** npm tries four times. */
const PATIENCE_SECONDS = 120

/**
 * What npm's answer amounts to. Only packages whose signature is wrong or absent are a failure.
 *
 * @param {number} code npm's exit code
 * @param {string} output with its JSON document, and warnings around it
 * @returns {{ verdict: 'passed' | 'failed' | 'skipped', because: string }}
 */
export function signaturesVerdict(code, output) {
  const answer = document(output)
  if (answer === null) return { verdict: 'skipped', because: 'npm gave no answer' }
  const { invalid, missing, error } = answer
  if (error !== undefined) return { verdict: 'skipped', because: error.summary ?? error.code ?? 'npm failed' }
  if (!Array.isArray(invalid) || !Array.isArray(missing))
    return { verdict: 'skipped', because: 'npm gave an answer without a list of packages' }
  const bad = [
    ...invalid.map((one) => `wrong signature: ${one.name}@${one.version}`),
    ...missing.map((one) => `no signature: ${one.name}@${one.version}`),
  ]
  if (bad.length > 0) return { verdict: 'failed', because: bad.join('\n') }
  return code === 0
    ? { verdict: 'passed', because: '' }
    : { verdict: 'skipped', because: `npm ended with ${code} and named no package` }
}

/**
 * @typedef {{ name: string, version: string }} Named
 * @param {string} output
 * @returns {{ invalid?: Named[], missing?: Named[], error?: { summary?: string, code?: string } } | null}
 */
function document(output) {
  const [from, to] = [output.search(/^\{/m), output.lastIndexOf('}')]
  if (from === -1 || to < from) return null
  try {
    return JSON.parse(output.slice(from, to + 1))
  } catch {
    return null
  }
}

/** @returns {Promise<{ totals: Totals, text: string, skippedTitle: string | null }>} */
export async function checkSignatures() {
  /** @type {NodeJS.Timeout | undefined} */
  let patience
  const { code, output } = await run('npm', ['audit', 'signatures', '--json'], {
    onStart: (pid) => {
      patience = setTimeout(() => process.kill(pid), PATIENCE_SECONDS * 1000)
    },
  })
  clearTimeout(patience)
  const { verdict, because } = signaturesVerdict(code, output)
  const totals = { passed: 0, failed: 0, skipped: 0, [verdict]: 1 }
  const word = verdict === 'failed' ? 'FAILED ' : verdict === 'passed' ? 'passed ' : 'skipped'
  return {
    totals,
    text: [
      `${word} ${SIGNATURES}`,
      ...(because === '' ? [] : because.split('\n').map((line) => `    ${line}`)),
    ].join('\n'),
    skippedTitle: verdict === 'skipped' ? `${SIGNATURES}: ${because.split('\n')[0]}` : null,
  }
}
