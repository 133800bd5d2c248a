/**
 * One command's use of the Workbench: opens it, shows a study's progress, and turns Ctrl-C and the way a
 * study ended into words and an exit code.
 */
import { UserError } from '../../contract/errors'
import { EXIT_CODES } from '../../contract/exit-codes'
import { jobsOfEnvironment } from '../../devices/environment'
import { forkLauncher } from '../../jobs/channel'
import { quotedWord } from '../../project/quoted'
import { Workbench } from '../../workbench/workbench'
import { installedBrowser } from '../browser/open-window'
import { chromiumPress } from '../press/press'
import { say } from './output'
import { ProgressLine } from './progress-line'
import type { ExitCode } from '../../contract/exit-codes'
import type { StudyRequestInput } from '../../contract/plans'
import type { StudyInfo } from '../../contract/studies'
import type { HostFacts } from '../../workbench/desk'
import type { Installation } from './context'

/** Options that every command which computes has. */
export interface ComputeOptions {
  threads?: number | undefined
  /** Units of a study that are computed at a time. */
  jobs?: number | undefined
  /** Whether nothing is written at all. */
  readOnly?: boolean | undefined
}

/** A workbench whose jobs are Node processes. Who makes it closes it. */
export function makeWorkbench(
  installation: Installation,
  options: ComputeOptions,
  host?: HostFacts,
): Workbench {
  return new Workbench({
    launch: forkLauncher(installation.jobEntry),
    resources: installation.resources,
    version: installation.version,
    program: [process.execPath, installation.entry],
    threads: options.threads ?? null,
    jobs: options.jobs ?? jobsOfEnvironment(),
    readOnly: options.readOnly,
    press: chromiumPress({ page: installation.page, browser: installedBrowser }),
    host,
  })
}

/** Opens a workbench for the time of `use`, and closes it whatever happens. */
export async function withWorkbench<T>(
  installation: Installation,
  options: ComputeOptions,
  use: (workbench: Workbench) => Promise<T>,
): Promise<T> {
  const workbench = makeWorkbench(installation, options)
  try {
    return await use(workbench)
  } finally {
    await workbench.close()
  }
}

/** As `withWorkbench`, with a project open. */
export async function withProject<T>(
  installation: Installation,
  options: ComputeOptions,
  folder: string,
  mode: 'write' | 'read' | 'auto',
  use: (workbench: Workbench) => Promise<T>,
): Promise<T> {
  return await withWorkbench(installation, options, async (workbench) => {
    const { readOnly, notices } = await workbench.invoke('project.open', { folder, mode })
    // That it is only read was asked for, or is said by what fails.
    for (const notice of notices.slice(readOnly ? 1 : 0)) say(`halfpower: ${notice}`)
    return await use(workbench)
  })
}

/** Starts a study and stays with it. `howToGoOn` is said when it stops before its end. */
export async function runStudy(
  workbench: Workbench,
  request: StudyRequestInput,
  step: string,
  howToGoOn: (study: string) => string,
): Promise<StudyInfo> {
  return await follow(workbench, step, howToGoOn, () => workbench.invoke('study.start', { request }))
}

/** Shows a study's progress until it has ended; Ctrl-C pauses it, a second one ends the program at once. */
export async function follow(
  workbench: Workbench,
  step: string,
  howToGoOn: (study: string) => string,
  start: () => Promise<StudyInfo>,
): Promise<StudyInfo> {
  const line = new ProgressLine(step)
  const endings = [
    workbench.on('study.progress', (progress) => line.show(progress)),
    workbench.on('study.log', ({ line: { level, message } }) => {
      if (level === 'warning') line.say(`halfpower: ${message}`)
    }),
  ]
  const stay: { study: string | null; interrupted: boolean } = { study: null, interrupted: false }
  const interrupt = (): void => {
    if (stay.interrupted) process.exit(EXIT_CODES.partly)
    stay.interrupted = true
    line.say('Stopping; what is finished is kept.')
    if (stay.study !== null) void workbench.invoke('study.pause', { study: stay.study })
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  try {
    const { id: study } = await start()
    stay.study = study
    if (stay.interrupted) await workbench.invoke('study.pause', { study })
    const info = await workbench.invoke('study.wait', { study })
    line.clear()
    explain(info, line, howToGoOn)
    return info
  } finally {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
    line.clear()
    for (const end of endings) end()
  }
}

/** Says what is missing of a study that is not done. */
function explain(info: StudyInfo, line: ProgressLine, howToGoOn: (study: string) => string): void {
  if (info.state === 'done') return
  const { total, done } = info.units
  const why =
    info.error?.message ??
    (info.failures[0]
      ? `${info.failures[0].label}: ${info.failures[0].error.message}`
      : `it was ${info.state}.`)
  line.say(`halfpower: ${total - done} of ${total} units of "${info.id}" are missing: ${why}`)
  line.say(`What is finished is kept. ${howToGoOn(info.id)}`)
}

/** The exit code of a study as it ended. */
export function exitCodeOf(info: StudyInfo): ExitCode {
  if (info.state === 'done') return EXIT_CODES.done
  if (info.state === 'paused' || info.state === 'cancelled' || info.units.done > 0) return EXIT_CODES.partly
  const first = info.error ?? info.failures[0]?.error
  return first?.kind === 'usage' ? EXIT_CODES.usage : EXIT_CODES.failed
}

/** The sentence for a study of a user's own project. */
export function resumeWith(folder: string): (study: string) => string {
  return (study) => `Go on with: halfpower study resume ${quotedWord(folder)} ${study}`
}

/** What only a defect can bring about. */
export function expectKind<Kind extends string, T extends { kind: string }>(
  result: T,
  kind: Kind,
): Extract<T, { kind: Kind }> {
  if (result.kind !== kind)
    throw new UserError('internal', `Expected a result of kind "${kind}", got "${result.kind}".`)
  return result as Extract<T, { kind: Kind }>
}
