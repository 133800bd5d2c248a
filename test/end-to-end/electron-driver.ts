/**
 * The application in a window, for tests, in one of two ways: inside real Electron, or inside the stand-in
 * (test/support/electron-stand-in/). Both run the built shell/electron/ and the same tests.
 */
import { fork } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { _electron, chromium } from 'playwright'
import { electronBinary } from '../../build/start-choice.mjs'
import { ROOT } from '../support/root'
import { chromiumPath, PATIENCE } from './browser'
import { canShow } from './display'
import type { ChildProcess } from 'node:child_process'
import type { Page } from 'playwright'
import type { Display } from './display'

export interface Box {
  message: string
  buttons: string[]
}

export interface Driven {
  readonly page: Page
  /** What the page or its console complained of. */
  readonly complaints: string[]
  /** The address that the program itself sees for one of the page. */
  own(address: string): string
  /** The dialog that is open; waits for one. */
  box(): Promise<Box>
  answer(button: number): Promise<void>
  /** As a person closes it. */
  closeWindow(): Promise<void>
  isVisible(): Promise<boolean>
  /** Titles of the system's notifications so far. */
  notifications(): Promise<string[]>
  signal(name: NodeJS.Signals): void
  /** How the program ended; null while it runs. */
  ended(): number | string | null
  /** Ends it whatever it does. */
  stop(): Promise<void>
}

export interface DriveOptions {
  /** Folder for all that is remembered. */
  home: string
  display: Display
  project?: string
}

export interface Host {
  name: string
  /** Why it cannot be used here; null when it can. */
  obstacle: string | null
  drive(options: DriveOptions): Promise<Driven>
  /** A second start beside the first: told to it, and over. */
  startAgain(options: DriveOptions): Promise<number | string>
}

const entry = join(ROOT, 'out', 'main', 'electron.js')
const unsafe = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []

function environment({ home, display }: DriveOptions): Record<string, string> {
  return {
    ...(process.env as Record<string, string>),
    ...display.environment,
    HALFPOWER_NODE: process.execPath,
    HALFPOWER_CONFIGURATION: join(home, 'configuration'),
  }
}

function words({ home, project }: DriveOptions): string[] {
  return [
    ...unsafe,
    `--user-data-dir=${join(home, 'user')}`,
    ...(project === undefined ? [] : ['--', project]),
  ]
}

const built = existsSync(entry) ? null : 'the application is not built: npm run build'

/** Listens to a page from its first moment that we see. */
function listen(page: Page, complaints: string[]): void {
  page.setDefaultTimeout(PATIENCE)
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
}

async function eventually<T>(what: string, look: () => T | null | Promise<T | null>): Promise<T> {
  for (const began = performance.now(); performance.now() - began < PATIENCE;) {
    const found = await look()
    if (found !== null) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${what} did not come within ${PATIENCE / 1000} seconds.`)
}

interface Told {
  port?: number
  visible?: boolean
  notification?: { title: string }
  box?: Box & { id: number }
  error?: { title: string; message: string }
}

function startStandIn(options: DriveOptions): ChildProcess {
  return fork(entry, words(options), {
    execArgv: ['--import', join(ROOT, 'test', 'support', 'electron-stand-in', 'register.mjs')],
    env: environment(options),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}

function endOf(child: ChildProcess): number | string | null {
  return child.exitCode ?? child.signalCode
}

export const standIn: Host = {
  name: 'the stand-in for Electron',
  obstacle: built ?? (chromiumPath === null ? 'there is no Chromium' : null),

  async startAgain(options) {
    const child = startStandIn(options)
    return await eventually('The end of the second start', () => endOf(child))
  },

  async drive(options) {
    const child = startStandIn(options)
    const state = {
      port: 0,
      visible: false,
      notifications: [] as string[],
      boxes: [] as (Box & { id: number })[],
    }
    child.on('message', (message: Told) => {
      if (message.port !== undefined) state.port = message.port
      if (message.visible !== undefined) state.visible = message.visible
      if (message.notification) state.notifications.push(message.notification.title)
      if (message.box) state.boxes.push(message.box)
      if (message.error) state.boxes.push({ id: 0, message: message.error.message, buttons: [] })
    })
    const port = await eventually('The window', () => {
      if (endOf(child) !== null) throw new Error(`It ended with ${endOf(child)}: ${state.boxes[0]?.message}`)
      return state.port === 0 ? null : state.port
    })
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
    const page = await eventually(
      'The page',
      () =>
        browser
          .contexts()[0]
          ?.pages()
          .find((one) => one.url().startsWith('https:')) ?? null,
    )
    const complaints: string[] = []
    listen(page, complaints)
    return {
      page,
      complaints,
      own: (address) => address.replace('https://halfpower-app.invalid', 'halfpower://app'),
      box: () => eventually('A dialog', () => state.boxes.at(-1) ?? null),
      answer: async (button) => {
        const { id } = await eventually('A dialog', () => state.boxes.pop() ?? null)
        child.send({ answer: { id, button } })
      },
      closeWindow: async () => void child.send({ 'close window': true }),
      isVisible: async () => state.visible,
      notifications: async () => state.notifications,
      signal: (name) => void child.kill(name),
      ended: () => endOf(child),
      stop: async () => {
        await browser.close().catch(() => undefined)
        child.kill('SIGTERM')
        await eventually('The end', () => endOf(child)).catch(() => child.kill('SIGKILL'))
      },
    }
  },
}

function realObstacle(): string | null {
  const pathFile = join(ROOT, 'node_modules', 'electron', 'path.txt')
  const path = electronBinary(
    ROOT,
    existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : null,
    process.env,
  )
  if (path === null || !existsSync(path))
    return "Electron's binary is not installed: npx install-electron fetches it"
  if (!canShow) return 'there is no display, and no Xvfb'
  return built
}

/** What is put into Electron's own process, so that dialogs wait for the test. */
interface Planted {
  boxes: { message: string; buttons: string[]; answer: (response: number) => void }[]
  notifications: string[]
}

export const realElectron: Host = {
  name: 'real Electron',
  obstacle: realObstacle(),

  async startAgain(options) {
    const application = await launch(options).catch(() => null)
    if (application === null) return 0
    return await eventually('The end of the second start', () => endOf(application.process()))
  },

  async drive(options) {
    const application = await launch(options)
    await application.evaluate(({ dialog, Notification }) => {
      const planted: Planted = { boxes: [], notifications: [] }
      Object.assign(globalThis, { planted })
      dialog.showMessageBox = (...all: unknown[]) => {
        const { signal, ...box } = all.at(-1) as Box & { signal?: AbortSignal; cancelId?: number }
        return new Promise((resolve) => {
          const answer = (response: number): void => resolve({ response, checkboxChecked: false })
          signal?.addEventListener('abort', () => answer(box.cancelId ?? 0))
          planted.boxes.push({ message: box.message, buttons: box.buttons, answer })
        })
      }
      const { show } = Notification.prototype
      Notification.prototype.show = function (this: Electron.Notification) {
        planted.notifications.push(this.title)
        show.call(this)
      }
    })
    const page = await application.firstWindow()
    const complaints: string[] = []
    listen(page, complaints)
    await page.waitForLoadState('load')
    const child = application.process()
    const last = (): Promise<Box | null> =>
      application.evaluate(() => {
        const box = (globalThis as unknown as { planted: Planted }).planted.boxes.at(-1)
        return box ? { message: box.message, buttons: box.buttons } : null
      })
    return {
      page,
      complaints,
      own: (address) => address,
      box: () => eventually('A dialog', last),
      answer: async (button) => {
        await eventually('A dialog', last)
        await application.evaluate((_, choice) => {
          ;(globalThis as unknown as { planted: Planted }).planted.boxes.pop()?.answer(choice)
        }, button)
      },
      closeWindow: () =>
        application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()),
      isVisible: () =>
        application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false),
      notifications: () =>
        application.evaluate(() => (globalThis as unknown as { planted: Planted }).planted.notifications),
      signal: (name) => void child.kill(name),
      ended: () => endOf(child),
      stop: async () => {
        if (endOf(child) === null) child.kill('SIGTERM')
        await eventually('The end', () => endOf(child)).catch(() => child.kill('SIGKILL'))
      },
    }
  },
}

function launch(options: DriveOptions): ReturnType<typeof _electron.launch> {
  return _electron.launch({
    args: [ROOT, ...words(options)],
    env: environment(options),
    chromiumSandbox: unsafe.length === 0,
  })
}
