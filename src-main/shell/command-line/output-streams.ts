/**
 * What becomes of words that cannot be written. A command that computes goes on, whoever has stopped listening:
 * its results are in the project, and ending in the middle would leave a study half done with an exit code that says
 * nothing of it. `halfpower … | head` is nothing wrong; a full disk behind `halfpower … > file` is, and is said.
 */
import { EXIT_CODES } from '../../contract/exit-codes'
import { diskSentence } from '../../contract/errors'
import { say } from './output'

/** To be called once, before anything is written. */
export function watchOutput(): void {
  let lost = false
  // Without a listener, an error of a stream would end the process. To whom should be said that stderr has one?
  process.stderr.on('error', () => undefined)
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (lost || error.code === 'EPIPE') return
    lost = true
    say(
      `halfpower: ${diskSentence(error, 'standard output') ?? `What this command prints could not be written (${error.message}).`}`,
    )
  })
  process.on('exit', (code) => {
    if (lost && code === EXIT_CODES.done) process.exitCode = EXIT_CODES.failed
  })
}
