/** `halfpower study list|show|estimate|resume|cancel`; what has to do with clusters is in cluster.ts. */
import type { Command } from 'commander'
import { EXIT_CODES } from '../../../contract/exit-codes'
import { quotedWord } from '../../../project/quoted'
import { print, printJson, say } from '../output'
import { table } from '../../../studies/document/text'
import { resultDocument, resultTable } from '../../../studies/kinds'
import { estimateText } from '../estimate-results'
import { exitCodeOf, follow, resumeWith, withProject } from '../session'
import { JOBS_HELP } from '../../../studies/command/rows'
import { count, counts } from '../../../studies/command/values'
import { addDeleting } from './bin'
import { addStudyAgain } from './study-again'
import { addGalleryCommand } from './gallery'
import type { ExitCode } from '../../../contract/exit-codes'
import type { MethodOutput } from '../../../contract/methods'
import type { StudyInfo } from '../../../contract/studies'
import type { Workbench } from '../../../workbench/workbench'
import type { CommandContext } from '../context'

interface JsonOption {
  json?: boolean
}

/** How long a cancel waits for the process that runs the study, in milliseconds. */
const CANCEL_PATIENCE = 15_000

export function addStudyCommands(program: Command, context: CommandContext): Command {
  const group = program.command('study').description('studies of a project')
  group
    .command('list')
    .description('list the studies and how they stand, the newest first')
    .argument('<dir>', 'the project')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: JsonOption) => {
      const all = newestFirst(
        await withProject(context, {}, dir, 'read', (workbench) => workbench.invoke('study.list', {})),
      )
      if (options.json) printJson({ studies: all })
      else
        print(
          table(
            ['study', 'state', 'units', 'title', 'asked'],
            all.map((info) => [
              info.id,
              info.state,
              `${info.units.done}/${info.units.total}`,
              info.title,
              info.asked,
            ]),
          ),
        )
    })
  group
    .command('show')
    .description('print what a study has found so far')
    .argument('<dir>', 'the project')
    .argument('<study>', 'the study')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, study: string, options: JsonOption) => {
      await withProject(context, {}, dir, 'read', async (workbench) => {
        const { info } = await workbench.invoke('study.get', { study })
        const wrong = wrongWords(info, await workbench.invoke('study.check', { study: info.id }), dir)
        if (wrong !== null) say(`halfpower: ${wrong}`)
        const result = await workbench.invoke('study.result', { study })
        if (options.json)
          printJson({
            ...resultDocument(result),
            state: info.state,
            units: info.units,
            failures: info.failures,
          })
        else
          print(
            `${info.title} (${info.state}, ${info.units.done} of ${info.units.total} units)\n${resultTable(result)}`,
          )
      })
    })
  group
    .command('check')
    .description(
      'look whether all that a study has stored, and all that it needs, is there and whole (exit code 1: no)',
    )
    .argument('<dir>', 'the project')
    .argument('[study]', 'the study; absent: all of them')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, study: string | undefined, options: JsonOption) => {
      await withProject(context, {}, dir, 'read', async (workbench) => {
        const infos =
          study === undefined
            ? await workbench.invoke('study.list', {})
            : [(await workbench.invoke('study.get', { study })).info]
        const found: (MethodOutput<'study.check'> & { id: string; words: string | null })[] = []
        for (const info of infos) {
          const checked = await workbench.invoke('study.check', { study: info.id })
          found.push({ id: info.id, ...checked, words: wrongWords(info, checked, dir) })
        }
        const wrong = found.flatMap(({ words }) => words ?? [])
        if (wrong.length > 0) context.finish(EXIT_CODES.failed)
        for (const words of wrong) say(`halfpower: ${words}`)
        if (options.json) printJson({ studies: found.map(({ words: _, ...study }) => study) })
        else if (wrong.length === 0)
          print(`${found.length === 1 ? `"${found[0]!.id}" is` : `${found.length} studies are`} whole.`)
      })
    })
  group
    .command('estimate')
    .description('what a study costs: core-hours, disk, memory, from its plan and measured costs')
    .argument('<dir>', 'the project')
    .argument('<study>', 'the study')
    .option(
      '--cores <list>',
      'also how long the whole study takes on so many cores, e.g. 2,8,32,128, from the times of its units',
      counts('number of cores', 65_536),
    )
    .option('--json', 'print one JSON document')
    .action(async (dir: string, study: string, options: JsonOption & { cores?: number[] }) => {
      const estimate = await withProject(context, {}, dir, 'read', (workbench) =>
        workbench.invoke('study.estimate', { study, cores: options.cores }),
      )
      if (options.json) printJson(estimate)
      else print(estimateText(estimate))
    })
  group
    .command('resume')
    .description('go on with a study, or with all that are not done')
    .argument('<dir>', 'the project')
    .argument('[study]', 'the study')
    .option('--threads <number>', 'threads to compute with', count('number of threads', 1024))
    .option('--jobs <number>', JOBS_HELP, count('number of jobs', 1024))
    .option('--json', 'print one JSON document')
    .action(
      async (
        dir: string,
        study: string | undefined,
        options: JsonOption & { threads?: number; jobs?: number },
      ) => {
        await withProject(context, options, dir, 'write', async (workbench) => {
          const ended: StudyInfo[] = []
          for (const id of await toResume(workbench, study)) {
            const info = await follow(workbench, id, resumeWith(dir), () =>
              workbench.invoke('study.resume', { study: id }),
            )
            ended.push(info)
            // Ctrl-C means all of it.
            if (info.state === 'paused') break
          }
          context.finish(worst(ended.map(exitCodeOf)))
          if (options.json) printJson({ studies: ended })
          else if (ended.length === 0) print('Nothing to go on with: every study is done.')
          else
            for (const info of ended)
              print(`${info.id}: ${info.state}, ${info.units.done} of ${info.units.total} units`)
        })
      },
    )
  addStudyAgain(group, context)
  group
    .command('cancel')
    .description('stop a study, also one that another process runs; what is finished is kept')
    .argument('<dir>', 'the project')
    .argument('<study>', 'the study')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, study: string, options: JsonOption) => {
      const info = await withProject(context, {}, dir, 'auto', (workbench) => cancel(workbench, study))
      if (options.json) printJson({ study: info.id, state: info.state })
      else
        print(
          info.state === 'running'
            ? `"${info.id}" has been asked to stop.`
            : `"${info.id}" is ${info.state}.`,
        )
    })
  group
    .command('describe')
    .description('change what a study is called, or write a note about it; what it asks stays')
    .argument('<dir>', 'the project')
    .argument('<study>', 'the study')
    .option('--title <title>', 'what it is called')
    .option('--note <text>', 'plain text, which reaches the methods text; empty: none')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, study: string, options: JsonOption & { title?: string; note?: string }) => {
      const { title, note } = options
      const info = await withProject(context, {}, dir, 'write', (workbench) =>
        workbench.invoke('study.describe', { study, title, note }),
      )
      if (options.json) printJson({ study: info.id, title: info.title, note: info.note ?? null })
      else print(`${info.id}: ${info.title}${info.note === undefined ? '' : `\n${info.note}`}`)
    })
  addGalleryCommand(group, context)
  addDeleting(group, context, 'study', 'study')
  return group
}

/** As they were asked for; the queue's own order is another. */
function newestFirst(all: readonly StudyInfo[]): StudyInfo[] {
  return all.toSorted((a, b) => b.created.localeCompare(a.created) || b.order - a.order)
}

/** What is wrong with a study, in words; null: nothing. */
function wrongWords(
  { id, units }: StudyInfo,
  { damaged, earlier = 0, gone, log }: MethodOutput<'study.check'>,
  dir: string,
): string | null {
  if (gone !== null) return `Of "${id}" nothing more can be computed. ${gone}`
  const again = `halfpower study resume ${quotedWord(dir)} ${id}`
  const words = [
    ...(damaged === 0
      ? []
      : [
          `${damaged} of ${units.total} stored results of "${id}" are damaged or gone. Compute them again with: ${again}`,
        ]),
    ...(earlier === 0
      ? []
      : [
          `${earlier} of ${units.total} results of "${id}" were made by an earlier version of their method: they are kept, but not shown. Compute them with the present one with: ${again}`,
        ]),
    ...(log === null ? [] : [log]),
  ]
  return words.length === 0 ? null : words.join('\n')
}

async function toResume(workbench: Workbench, study: string | undefined): Promise<string[]> {
  if (study !== undefined) return [(await workbench.invoke('study.get', { study })).info.id]
  const all = await workbench.invoke('study.list', {})
  const open: string[] = []
  for (const { id, state } of all) {
    if (state === 'cancelled') continue
    if (state !== 'done') {
      open.push(id)
      continue
    }
    // What is done may have been damaged since, or its method have another version.
    const { damaged, earlier = 0 } = await workbench.invoke('study.check', { study: id })
    if (damaged + earlier > 0) open.push(id)
  }
  return open
}

async function cancel(workbench: Workbench, study: string): Promise<StudyInfo> {
  let info = await workbench.invoke('study.cancel', { study })
  const until = performance.now() + CANCEL_PATIENCE
  while ((info.state === 'running' || info.state === 'queued') && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 200))
    info = (await workbench.invoke('study.get', { study: info.id })).info
  }
  return info
}

function worst(codes: readonly ExitCode[]): ExitCode {
  if (codes.includes(EXIT_CODES.usage)) return EXIT_CODES.usage
  if (codes.every((code) => code === EXIT_CODES.done)) return EXIT_CODES.done
  return codes.every((code) => code === EXIT_CODES.failed) ? EXIT_CODES.failed : EXIT_CODES.partly
}
