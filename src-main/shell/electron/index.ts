/**
 * The entry inside Electron: what must happen before it is ready, one Halfpower per user, and where the
 * built parts lie, seen from out/main/.
 */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app } from 'electron'
import { z } from 'zod'
import { Workbench } from '../../workbench/workbench'
import { Application } from './application'
import { lockDownContents, silenceChromium } from './lock-down'
import { registerPageScheme } from './page-protocol'
import { projectOf } from './quitting'
import { utilityLauncher } from './utility-launcher'

const named = projectOf(process.argv)
// Another start, with another working folder, sends it to the first.
const project = named === null ? null : resolve(named)
app.setName('Halfpower')
registerPageScheme()
silenceChromium()
app.enableSandbox()
lockDownContents()

if (app.requestSingleInstanceLock({ project })) void run()
else app.quit()

async function run(): Promise<void> {
  await app.whenReady()
  const built = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(built('../../package.json'), 'utf8')))
  const workbench = new Workbench({
    launch: utilityLauncher(built('./utility-job.js')),
    threads: null,
    host: { name: 'electron', nativeDialogs: true, version, resources: built('../../resources') },
  })
  const application = await Application.start({
    workbench,
    picture: (path) => workbench.image(path),
    page: built('../renderer'),
    preload: built('../preload/index.cjs'),
    project,
  })
  app.on('second-instance', (_event, _words, _folder, sent) => {
    const other = z.object({ project: z.string().nullable() }).safeParse(sent)
    void application.shownAgain(other.success ? other.data.project : null)
  })
  process.on('SIGINT', () => void application.quit(true))
  process.on('SIGTERM', () => void application.quit(false))
}
