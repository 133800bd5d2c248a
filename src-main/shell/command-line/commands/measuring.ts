/** The commands of the kinds of study, each made of its table of options. */
import { Option } from 'commander'
import { UserError } from '../../../contract/errors'
import type { Command } from 'commander'
import { helpOf } from '../../../studies/command/words'
import { runRows } from '../../../studies/command/rows'
import { quotedWord } from '../../../project/quoted'
import { STUDY_KINDS, resultDocument, resultTable } from '../../../studies/kinds'
import { estimateText } from '../estimate-results'
import { print, printJson } from '../output'
import { exitCodeOf, resumeWith, runStudy, withProject } from '../session'
import type { KindName } from '../../../contract/kinds/kinds'
import type { MethodName } from '../../../contract/methods'
import type { StudyRequestInput } from '../../../contract/plans'
import type { StudyInfo, StudyState } from '../../../contract/studies'
import type { Workbench } from '../../../workbench/workbench'
import type { AskKind, OptionRow, RunOptions, StudyCommand } from '../../../studies/command/command'
import type { CommandContext } from '../context'

export function addStudyKindCommands(program: Command, context: CommandContext): void {
  for (const { command } of Object.values(STUDY_KINDS))
    // The table gives each kind its own command, which the type of a union cannot say.
    if (command) addCommand(program, context, command as StudyCommand<KindName>)
}

function addCommand(program: Command, context: CommandContext, study: StudyCommand<KindName>): void {
  const command = program.command(study.name).description(study.description).argument('<dir>', 'the project')
  addRows(command, { ...study.rows, ...runRows })
  command.action(async (dir: string, said: RunOptions) => {
    // What is wrong with the words is said before anything is opened or made.
    const typed = study.request(said)
    if (said.estimate === true) {
      if (study.before && 'neuralSf' in said)
        throw new UserError(
          'usage',
          '--estimate makes nothing, and --neural-sf first makes populations: simulate them with "halfpower neural simulate", name them with --neural, and estimate that.',
        )
      const estimate = await withProject(context, said, dir, 'read', (workbench) =>
        workbench.invoke('study.estimate', { request: typed }),
      )
      if (said.json) printJson(estimate)
      else print(estimateText(estimate))
      return
    }
    await withProject(context, said, dir, 'write', async (workbench) => {
      const request = study.before
        ? study.request(await study.before((name, input) => workbench.invoke(name, input), said))
        : typed
      if (said.later === true) await storeOnly(workbench, dir, said, request)
      else
        await runAndPrint(context, workbench, study, said, () =>
          runStudy(workbench, request, study.step, resumeWith(dir)),
        )
    })
  })
}

/** Stores a study, which waits. */
export async function storeOnly(
  workbench: Workbench,
  dir: string,
  said: RunOptions,
  request: StudyRequestInput,
): Promise<void> {
  const { id, state, units } = await workbench.invoke('study.start', { request, later: true })
  if (said.json) printJson({ study: id, state, units })
  else print(laterText(dir, id, state))
}

/** Stays with a study until it has ended, and prints what it found. */
export async function runAndPrint(
  context: CommandContext,
  workbench: Workbench,
  study: Pick<StudyCommand<KindName>, 'after' | 'text'>,
  said: RunOptions,
  run: () => Promise<StudyInfo>,
): Promise<void> {
  const info = await run()
  context.finish(exitCodeOf(info))
  // It asks the methods of its own kind, which the type of a union cannot say.
  const ask = ((name: MethodName, input: never) => workbench.invoke(name, input)) as AskKind<KindName>
  await study.after?.(ask, info, said)
  const result = await workbench.invoke('study.result', { study: info.id })
  if (said.json) printJson({ ...resultDocument(result), state: info.state })
  else print(study.text?.(result, said) ?? resultTable(result))
}

function laterText(dir: string, id: string, state: StudyState): string {
  if (state === 'done')
    return `The study "${id}" is done already: halfpower study show ${quotedWord(dir)} ${id}`
  return [
    `The study "${id}" is stored and waits.`,
    `Compute it here:       halfpower study resume ${quotedWord(dir)} ${id}`,
    `Or write cluster jobs: halfpower study export-jobs ${quotedWord(dir)} ${id} --slurm --out FOLDER`,
  ].join('\n')
}

/** Options from their rows. */
export function addRows(command: Command, rows: Readonly<Record<string, OptionRow>>): Command {
  for (const row of Object.values(rows)) {
    const option = optionOf(row)
    const { read } = row
    if (read) option.argParser((text) => read(text))
    command.addOption(option)
  }
  return command
}

/** Commander calls an option by the last of its names; help and sentences show the one that it has now. */
export function optionOf(row: Pick<OptionRow, 'flags' | 'formerly' | 'help'>): Option {
  const { flags, formerly } = row
  if (formerly === undefined) return new Option(flags, helpOf(row))
  const option = new Option(flags.replace(/^\S+/, `$&, ${formerly}`), helpOf(row))
  option.flags = flags
  return option
}
