/** `halfpower study again`: a stored study once more, with the options of its own command for what is to be another. */
import { UserError } from '../../../contract/errors'
import { quotedWord } from '../../../project/quoted'
import { changedOptions } from '../../../studies/command/changed'
import { runRows } from '../../../studies/command/rows'
import { STUDY_KINDS } from '../../../studies/kinds'
import { estimateText } from '../estimate-results'
import { print, printJson, say } from '../output'
import { follow, resumeWith, runStudy, withProject } from '../session'
import { addRows, runAndPrint, storeOnly } from './measuring'
import { typedChanges } from './typed-changes'
import type { Command } from 'commander'
import type { KindName } from '../../../contract/kinds/kinds'
import type { MethodOutput } from '../../../contract/methods'
import type { StudyRequestInput } from '../../../contract/plans'
import type { RunOptions, StudyCommand } from '../../../studies/command/command'
import type { CommandContext } from '../context'

interface AgainOptions extends RunOptions {
  command?: boolean
}

type AskedAgain = MethodOutput<'study.again'>

/** By which options of a command what is lost can be said anew. */
const SAID_ANEW: Readonly<Record<string, readonly string[]>> = {
  models: ['model'],
  dataSet: ['dataset'],
  population: ['neural'],
  pairsFile: ['pairs', 'seeds'],
  targets: ['targets', 'targetMode', 'targetsSeed', 'untargeted', 'attack'],
  seeds: ['seeds'],
  recipe: ['recipe'],
}

export function addStudyAgain(group: Command, context: CommandContext): void {
  const command = group
    .command('again')
    .description('start a study once more; behind it, options of its own command for what is to be another')
    .argument('<dir>', 'the project')
    .argument('<study>', 'the study')
    .argument(
      '[changes...]',
      'options as behind the command of its kind, e.g. --limit 500; --no-NAME takes one back, e.g. --no-limit',
    )
    .allowUnknownOption()
    .option('--command', 'start nothing, print the command line that makes the same')
  addRows(command, runRows)
  command.action(async (dir: string, study: string, changes: string[], said: AgainOptions) => {
    const isLooking = said.command === true || said.estimate === true
    await withProject(context, said, dir, isLooking ? 'read' : 'write', async (workbench) => {
      const { info } = await workbench.invoke('study.get', { study })
      const again = await workbench.invoke('study.again', { study: info.id })
      const kind = STUDY_KINDS[again.request.kind]
      // The table gives each kind its own command, which the type of a union cannot say.
      const own = kind.command as StudyCommand<KindName> | undefined
      const typed = own ? typedChanges(command, own, changes) : withoutOptions(dir, again, changes)
      refuseLost(info.id, again, typed)
      const isSame = changes.length === 0
      const all = own ? changedOptions(own, again.request, typed) : {}
      const request: StudyRequestInput = own && !isSame ? own.request(all) : again.request
      if (said.command === true) {
        const asked = await workbench.invoke('commandLine.of', { request })
        if (said.json) printJson(asked)
        else print(asked.commandLine)
      } else if (said.estimate === true) {
        const estimate = await workbench.invoke('study.estimate', { request })
        if (said.json) printJson(estimate)
        else print(estimateText(estimate))
      } else if (said.later === true) await storeOnly(workbench, dir, said, request)
      else {
        const goesOn = isSame && again.study === info.id
        if (goesOn) say(`Nothing has changed since: "${info.id}" goes on where it was.`)
        await runAndPrint(context, workbench, own ?? {}, { ...typed, ...said }, () =>
          goesOn
            ? follow(workbench, info.id, resumeWith(dir), () =>
                workbench.invoke('study.resume', { study: info.id }),
              )
            : runStudy(workbench, request, own?.step ?? info.title, resumeWith(dir)),
        )
      }
    })
  })
}

/** @throws UserError('usage') for changes of a kind whose command line has another shape */
function withoutOptions(dir: string, { request }: AskedAgain, changes: readonly string[]): object {
  if (changes.length === 0) return {}
  throw new UserError(
    'usage',
    `"${changes.join(' ')}" cannot be changed here, because a study of the kind "${request.kind}" has another command: "halfpower study again ${quotedWord(dir)} STUDY --command" prints it, to be changed.`,
  )
}

/** @throws UserError for what cannot be asked for again and is not said anew */
function refuseLost(study: string, { lost }: AskedAgain, typed: object): void {
  const isChanged = Object.keys(typed).length > 0
  const left = lost.find(({ field }) =>
    // What cannot be planned as it was may be planned with the changes.
    field === 'plan' ? !isChanged : !(SAID_ANEW[field] ?? []).some((name) => name in typed),
  )
  if (left) throw new UserError('input', `"${study}" cannot be started once more as it is. ${left.sentence}`)
}
