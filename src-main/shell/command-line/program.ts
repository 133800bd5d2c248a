/**
 * The command line as a whole: its commands, what an error looks like, and which exit code it has. One of
 * three ways in; everything it does it asks of the Workbench.
 */
import { Command, CommanderError } from 'commander'
import { toErrorData } from '../../contract/errors'
import { EXIT_CODES } from '../../contract/exit-codes'
import { addBinCommands } from './commands/bin'
import { addClusterCommands } from './commands/cluster'
import { addCompareCommand } from './commands/compare'
import { addGoldilocksCommand } from './commands/goldilocks'
import { addCorrelateCommand } from './commands/correlate'
import { addMapCommand } from './commands/map'
import { addDataSetCommands } from './commands/data-sets'
import { addDemoCommand } from './commands/demo'
import { addDeviceCommand } from './commands/devices'
import { addFigureCommands } from './commands/figures'
import { addStudyKindCommands } from './commands/measuring'
import { addMethodsCommand } from './commands/methods'
import { addModelCommands } from './commands/models'
import { addNeuralCommands } from './commands/neural'
import { addNeuralFollowing } from './commands/neural-following'
import { addNeuralMeasures } from './commands/neural-measures'
import { addPaperCommands } from './commands/paper'
import { addProjectCommand } from './commands/project'
import { addSeedsCommand } from './commands/seeds'
import { addServeCommand } from './commands/serve'
import { addStudyCommands } from './commands/studies'
import { printJson, say } from './output'
import type { ErrorData } from '../../contract/errors'
import type { CommandContext, Installation } from './context'
import type { ExitCode } from '../../contract/exit-codes'

const EPILOGUE = `
Every command takes --json: one machine-readable document on stdout, progress on stderr.
Sentences and results cite how a number is made: "halfpower methods C.5" prints that section.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 partly done or stopped (finished work is kept; the message says how to go on).`

/** Runs one command line (without the program's name) and returns its exit code. Never throws. */
export async function runCommandLine(
  words: readonly string[],
  installation: Installation,
): Promise<ExitCode> {
  let code: ExitCode = EXIT_CODES.done
  const program = buildProgram({ ...installation, finish: (ended) => (code = ended) })
  try {
    await program.parseAsync([...words], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.done : usage(words, error)
    return report(words, toErrorData(error))
  }
}

export function buildProgram(context: CommandContext): Command {
  const program = new Command('halfpower')
    .description('Measures which spatial frequencies an image classifier relies on.')
    .version(context.version)
    .addHelpText('after', EPILOGUE)
    .showSuggestionAfterError(true)
    .exitOverride()
    // Errors are written once, by us; help goes where commander sends it.
    .configureOutput({ outputError: () => undefined })
  addDemoCommand(program, context)
  addProjectCommand(program, context)
  addDataSetCommands(program, context)
  addModelCommands(program, context)
  const neural = addNeuralCommands(program, context)
  addNeuralMeasures(neural, context)
  addNeuralFollowing(neural, context)
  addStudyKindCommands(program, context)
  addSeedsCommand(program, context)
  addCorrelateCommand(program, context)
  addMapCommand(program, context)
  addCompareCommand(program, context)
  addGoldilocksCommand(program, context)
  addClusterCommands(addStudyCommands(program, context), context)
  addFigureCommands(program, context)
  addBinCommands(program, context)
  addPaperCommands(program, context)
  addDeviceCommand(program, context)
  addMethodsCommand(program)
  addServeCommand(program, context)
  return program
}

function usage(words: readonly string[], error: CommanderError): ExitCode {
  // A group of commands without a command prints its help, which is answer enough.
  if (error.code === 'commander.help') return EXIT_CODES.usage
  const message = error.message.replace(/^error: /, '').replace(/\n\((Did you mean .*)\)$/, '. $1')
  return report(words, { kind: 'usage', message: `${message.charAt(0).toUpperCase()}${message.slice(1)}` })
}

function report(words: readonly string[], error: ErrorData): ExitCode {
  say(`halfpower: ${error.message}`)
  if (error.kind === 'internal' && error.stack !== undefined)
    say(`${error.stack}\nThis is a defect of Halfpower.`)
  if (words.includes('--json')) printJson({ error: { kind: error.kind, message: error.message } })
  return error.kind === 'usage' ? EXIT_CODES.usage : EXIT_CODES.failed
}
