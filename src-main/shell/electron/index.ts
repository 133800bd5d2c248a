/**
 * The entry inside Electron: what must happen before it is ready, one Halfpower per user, and where the
 * built parts lie, seen from out/main/.
 *
 * Invariant: whatever may come (a signal, another start, a file to open) is listened to before anything is waited for,
 * and a start that fails ends the process.
 */
import { access, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, dialog } from 'electron'
import { z } from 'zod'
import { toErrorData, UserError } from '../../contract/errors'
import { jobsOfEnvironment } from '../../devices/environment'
import { forkLauncher } from '../../jobs/channel'
import { installedBrowser } from '../browser/open-window'
import { chromiumPress } from '../press/press'
import { Workbench } from '../../workbench/workbench'
import { Application } from './application'
import { Inbox } from './inbox'
import { jobEnvironment, jobNode, unpacked } from './job-node'
import { lockDownContents, silenceChromium } from './lock-down'
import { registerPageScheme } from './page-protocol'
import { projectOf } from './quitting'

const named = projectOf(process.argv, app.isPackaged)
// Another start, with another working folder, sends it to the first.
const project = named === null ? null : resolve(named)
app.setName('Halfpower')
registerPageScheme()
silenceChromium()
// It would put back what was switched off, for root or where the system forbids it.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
lockDownContents()

if (app.requestSingleInstanceLock({ project })) {
  const inbox = new Inbox(() => app.exit(0))
  listen(inbox)
  run(inbox).catch(fail)
} else app.quit()

function listen(inbox: Inbox): void {
  app.on('second-instance', (_event, words, folder, sent) => {
    const other = z.object({ project: z.string().nullable() }).safeParse(sent)
    const typed = other.success ? other.data.project : projectOf(words, app.isPackaged)
    inbox.show(typed === null ? null : resolve(folder, typed))
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    inbox.show(path)
  })
  process.on('SIGINT', () => inbox.quit('insist'))
  process.on('SIGTERM', () => inbox.quit('now'))
  // The terminal that started us is closed. The window stays, and shows what runs.
  process.on('SIGHUP', () => undefined)
  // Who writes to a terminal that is closed must not end of it.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}

async function run(inbox: Inbox): Promise<void> {
  await app.whenReady()
  const built = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(built('../../package.json'), 'utf8')))
  const surroundings = {
    platform: process.platform,
    environment: process.env,
    packaged: app.isPackaged ? process.resourcesPath : null,
  }
  const node = jobNode(surroundings)
  if (node === null)
    throw new UserError(
      'usage',
      'Halfpower computes with Node, and nobody has said which: start it with "npm start", or name one in HALFPOWER_NODE.',
    )
  for (const [what, path] of [
    ['The Node that computes', node],
    ['The job process', unpacked(built('./job.js'))],
    ['The page', built('../renderer/index.html')],
  ] as const)
    await access(path).catch(() => {
      throw new UserError(
        'internal',
        `${what} is not at "${path}": install Halfpower again, or run "npm run build".`,
      )
    })
  const workbench = new Workbench({
    launch: forkLauncher(unpacked(built('./job.js')), { node, environment: jobEnvironment(surroundings) }),
    threads: null,
    jobs: jobsOfEnvironment(),
    program: [node, unpacked(built('./command-line.js'))],
    press: chromiumPress({ page: built('../renderer'), browser: installedBrowser }),
    host: { name: 'electron', nativeDialogs: true, version, resources: unpacked(built('../../resources')) },
  })
  await Application.start({
    workbench,
    picture: (path) => workbench.image(path),
    page: built('../renderer'),
    preload: built('../preload/index.cjs'),
    project,
    onTakes: (taker) => inbox.handTo(taker),
  })
}

/** A box, a code, and nothing left behind that would keep the next start from beginning. */
function fail(error: unknown): void {
  const { kind, message, stack } = toErrorData(error)
  app.releaseSingleInstanceLock()
  process.stderr.write(`halfpower: ${kind === 'internal' ? (stack ?? message) : message}\n`)
  dialog.showErrorBox('Halfpower cannot start', message)
  app.exit(1)
}
