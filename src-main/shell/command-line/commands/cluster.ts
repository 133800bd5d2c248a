/** `halfpower study export-jobs|run-units|import-results`: a study on a cluster. */
import { UserError } from '../../../contract/errors'
import { EXIT_CODES } from '../../../contract/exit-codes'
import { forkLauncher } from '../../../jobs/channel'
import { quotedWord } from '../../../project/quoted'
import { count } from '../../../studies/command/values'
import { runUnits } from '../../../workbench/cluster/run-units'
import { print, printJson, say } from '../output'
import { follow, resumeWith, withProject } from '../session'
import type { Command } from 'commander'
import type { ExportedJobs, ImportedResults, SlurmOptions } from '../../../contract/studies/cluster'
import type { RanUnits } from '../../../workbench/cluster/run-units'
import type { CommandContext } from '../context'

interface ExportOptions extends Omit<SlurmOptions, 'data'> {
  slurm?: boolean
  out: string
  data?: NonNullable<SlurmOptions['data']>
  json?: boolean
}

interface RunOptions {
  first: number
  last: number
  doneFile?: string
  scratch?: string
  data?: NonNullable<SlurmOptions['data']>
  json?: boolean
}

const DATA = 'where a data set lies on the nodes, if elsewhere: NAME=PATH; once for each'

/** @param group the command `study` */
export function addClusterCommands(group: Command, context: CommandContext): void {
  group
    .command('export-jobs')
    .description('write what is unfinished of a study as batch jobs for a cluster; nothing is submitted')
    .argument('<dir>', 'the project')
    .argument('<study>', 'the study')
    .requiredOption('--out <folder>', 'new folder for the jobs, which the nodes can see (or a copy of it)')
    .option('--slurm', 'for Slurm, the one engine that is known')
    .option(
      '--per-task <units>',
      'most units of one task (whole trainings, at most 100 tasks a stage)',
      count('number of units per task', 1_000_000),
    )
    .option('--partition <name>', 'partition to ask for')
    .option('--time <limit>', 'the most that a task may take, as Slurm reads it: 12:00:00')
    .option('--gpus <number>', 'cards of a task', count('number of cards', 64))
    .option('--memory <size>', 'memory of a task, as Slurm reads it: 16G')
    .option(
      '--threads <number>',
      'threads of a task (those that the study has been computed with)',
      count('number of threads', 1024),
    )
    .option('--data <name=path>', DATA, dataPlace)
    .option('--json', 'print one JSON document')
    .action(async (dir: string, study: string, { slurm: engine, out, json, ...slurm }: ExportOptions) => {
      if (engine !== true)
        throw new UserError('usage', 'Say which engine the jobs are for: --slurm is the one that is known.')
      const exported = await withProject(context, {}, dir, 'auto', (workbench) =>
        workbench.invoke('study.exportJobs', { study, folder: out, slurm }),
      )
      for (const notice of exported.notices) say(`halfpower: ${notice}`)
      if (json) printJson(exported)
      else print(exportedText(exported, dir))
    })
  group
    .command('run-units')
    .description('compute some units of a folder of jobs, as its batch scripts do on a node')
    .argument('<folder>', 'the folder of jobs')
    .requiredOption('--first <number>', 'number of the first unit', count('number of the first unit'))
    .requiredOption('--last <number>', 'number of the last unit', count('number of the last unit'))
    .option('--done-file <file>', 'written once all of them are finished')
    .option('--scratch <folder>', "where to compute (the system's folder for temporary files)")
    .option('--data <name=path>', DATA, dataPlace)
    .option('--json', 'print one JSON document')
    .action(async (folder: string, { json, ...options }: RunOptions) => {
      const stop = new AbortController()
      const interrupt = (): void => stop.abort('paused')
      process.on('SIGINT', interrupt)
      process.on('SIGTERM', interrupt)
      const ran = await runUnits({
        ...{ folder, data: [], ...options, version: context.version, signal: stop.signal },
        launch: forkLauncher(context.jobEntry),
        onLog: ({ level, message, seconds }) => {
          const took = seconds === undefined ? '' : ` (${seconds.toFixed(1)} s)`
          say(`${level === 'info' ? '' : `${level}: `}${message}${took}`)
        },
      }).finally(() => {
        process.off('SIGINT', interrupt)
        process.off('SIGTERM', interrupt)
      })
      if (ran.missing.length > 0)
        context.finish(ran.before + ran.now > 0 ? EXIT_CODES.partly : EXIT_CODES.failed)
      for (const sentence of ran.missing) say(`halfpower: not finished: ${sentence}`)
      if (json) printJson(ran)
      else print(ranText(ran))
    })
  group
    .command('import-results')
    .description('bring what the tasks of a folder of jobs have finished into the project')
    .argument('<dir>', 'the project that the jobs were written from')
    .argument('<folder>', 'the folder of jobs')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, folder: string, { json }: { json?: boolean }) => {
      await withProject(context, {}, dir, 'write', async (workbench) => {
        const imported = await workbench.invoke('study.importResults', { folder })
        // With nothing left to compute it only ends.
        const { id } = imported.study
        const study =
          imported.study.state === 'queued' || imported.study.state === 'running'
            ? await follow(workbench, id, resumeWith(dir), () =>
                workbench.invoke('study.get', { study: id }).then(({ info }) => info),
              )
            : imported.study
        if (imported.missing.length > 0 || imported.refused.length > 0) context.finish(EXIT_CODES.partly)
        for (const sentence of imported.refused) say(`halfpower: ${sentence}`)
        if (json) printJson({ ...imported, study })
        else print(importedText({ ...imported, study }, dir))
      })
    })
}

/** `NAME=PATH`, once or several times. */
function dataPlace(
  text: string,
  before: NonNullable<SlurmOptions['data']> = [],
): NonNullable<SlurmOptions['data']> {
  const at = text.indexOf('=')
  if (at < 1 || at === text.length - 1)
    throw new UserError(
      'usage',
      `The place "${text}" is not allowed: give the data set and its path as NAME=PATH.`,
    )
  return [...before, { name: text.slice(0, at), path: text.slice(at + 1) }]
}

function units(number: number): string {
  return number === 1 ? '1 unit' : `${number} units`
}

function exportedText(exported: ExportedJobs, dir: string): string {
  const { study, folder, stages, threads, finished, submit } = exported
  const tasks = (number: number): string => (number === 1 ? '1 task' : `${number} tasks`)
  return [
    `Jobs of "${study}": ${units(exported.units)}${finished > 0 ? ` (${finished} were finished before)` : ''}, ${threads} ${threads === 1 ? 'thread' : 'threads'} each, in "${folder}".`,
    ...stages.map(
      (stage, i) => `  stage ${i + 1}: ${units(stage.units)} in ${tasks(stage.tasks)} (${stage.script})`,
    ),
    `Submit with:  ${submit}`,
    `Bring back:   halfpower study import-results ${quotedWord(dir)} ${quotedWord(folder)}`,
  ].join('\n')
}

function ranText({ units: all, before, now, missing }: RanUnits): string {
  const found = before > 0 ? `, ${before} were finished before` : ''
  const open = missing.length > 0 ? `, ${missing.length} are not finished` : ''
  return `${units(all)}: ${now} computed now${found}${open}.`
}

function importedText({ study, taken, present, missing, resubmit }: ImportedResults, dir: string): string {
  const state = `"${study.id}" is ${study.state}, ${study.units.done} of ${units(study.units.total)}.`
  const lines = [`${units(taken)} brought back, ${present} were here before. ${state}`]
  if (missing.length === 0) return lines.join('\n')
  const shown = missing.slice(0, 20).map((label) => `  ${label}`)
  const more = missing.length > 20 ? [`  and ${missing.length - 20} more`] : []
  return [
    ...lines,
    `Missing:`,
    ...shown,
    ...more,
    'Submit again what is missing:',
    ...resubmit.map((line) => `  ${line}`),
    `Or compute it here: halfpower study resume ${quotedWord(dir)} ${study.id}`,
  ].join('\n')
}
