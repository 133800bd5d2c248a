/** Responses of a Sensorium model's 7,776 neurons; the program alternates with PyTorch by itself. */
import { benchProgram } from './programs.mjs'
import { measure, row } from './rounds.mjs'

/**
 * @param {number} rounds
 * @param {(row: import('./rounds.mjs').Row) => void} tell
 */
export async function benchNeural(rounds, tell) {
  const program = await benchProgram('neural')
  const args = ['--images', '512', '--rounds', String(rounds), '--json']
  const answer = /** @type {unknown} */ (measure(process.execPath, [program, ...args]))
  const { ours, theirs, skipped } = /** @type {{ ours?: number[], theirs?: number[], skipped?: string }} */ (
    answer
  )
  if (ours === undefined || theirs === undefined) console.log(`Responses of neurons: skipped, ${skipped}.`)
  else tell(row('7,776 neurons, 512 images of 36×64: responses', 's', ours, theirs))
}
