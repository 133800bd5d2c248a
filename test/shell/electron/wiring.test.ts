/**
 * The Electron host's wiring against a stub of `electron`: that each decision is put into force where it
 * belongs. Whether Electron itself keeps to its documentation, only test/end-to-end/electron.test.ts shows.
 */
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UserError } from '../../../src-main/contract/errors'
import { Application } from '../../../src-main/shell/electron/application'
import { lockDownContents, silenceChromium } from '../../../src-main/shell/electron/lock-down'
import { registerPageScheme } from '../../../src-main/shell/electron/page-protocol'
import { Workbench } from '../../../src-main/workbench/workbench'
import { answers, app, powerMonitor, session, StubContents, told } from '../../support/electron-stub'

let home: string
let workbench: Workbench
let application: Application

const OWN = { senderFrame: { url: 'halfpower://app/#/map', parent: null } }

async function start(project: string | null = null): Promise<void> {
  application = await Application.start({
    workbench,
    picture: async (path) => {
      if (path !== 'image/good.png') throw new UserError('input', 'None.')
      return { bytes: Buffer.from('picture'), type: 'image/png' }
    },
    page: join(home, 'page'),
    preload: '/built/preload.cjs',
    project,
  })
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-electron-'))
  await mkdir(join(home, 'page'))
  await writeFile(join(home, 'page', 'index.html'), '<!doctype html>')
  await writeFile(join(home, 'secret.js'), 'secret')
  app.removeAllListeners()
  powerMonitor.removeAllListeners()
  session.defaultSession.removeAllListeners()
  app.userData = home
  Object.assign(told, {
    windows: [],
    boxes: [],
    openDialogs: [],
    quits: 0,
    exits: [],
    notifications: [],
    trays: 0,
    awake: new Set(),
  })
  Object.assign(answers, { button: 0, hold: null, paths: [] })
  workbench = new Workbench({
    launch: () => {
      throw new Error('No job is started here.')
    },
    threads: 1,
  })
})
afterEach(async () => {
  await workbench.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

const window = () => told.windows.at(-1)!
const call = async (event: object, ...words: unknown[]): Promise<unknown> =>
  await (told.handlers.get('halfpower:invoke') as unknown as (...all: unknown[]) => Promise<unknown>)(
    event,
    ...words,
  )

describe('the window', () => {
  it('is sandboxed and isolated, and shows our page when it is ready', async () => {
    await start()
    expect(window().options.webPreferences).toMatchObject({
      preload: '/built/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    })
    expect(window().options.webPreferences).not.toHaveProperty('webSecurity')
    expect(window().webContents.url).toBe('halfpower://app/')
    expect(window().visible).toBe(false)
    window().emit('ready-to-show')
    expect(window().visible).toBe(true)
  })

  it('remembers its place', async () => {
    await start()
    expect(window().close()).toBe(true)
    await expect
      .poll(async () => JSON.parse(await readFile(join(home, 'window.json'), 'utf8')) as unknown)
      .toMatchObject({ window: { x: 1, y: 2, width: 900, height: 700, maximised: false } })
    await expect.poll(() => told.quits).toBe(1)
    await start()
    expect(window().options).toMatchObject({ x: 1, y: 2, width: 900, height: 700 })
  })

  it('remembers its place also when it is not closed, and opens what was open', async () => {
    await start()
    await workbench.invoke('project.create', { folder: join(home, 'p.halfpower') })
    window().webContents.url = 'halfpower://app/#/map'
    application.quit('now')
    await expect.poll(() => told.quits).toBe(1)
    expect(JSON.parse(await readFile(join(home, 'window.json'), 'utf8'))).toMatchObject({
      window: { x: 1, width: 900 },
      open: { project: join(home, 'p.halfpower'), part: '/map' },
    })
    await start()
    expect(window().webContents.url).toBe('halfpower://app/#/map')
    expect(await workbench.invoke('project.info', {})).toMatchObject({ title: 'p' })
    await workbench.close()
    await rm(join(home, 'p.halfpower'), { recursive: true })
    await start()
    expect(told.boxes).toEqual([])
  })

  it('is shown whatever becomes of the page, once', async () => {
    for (const event of ['did-finish-load', 'did-fail-load']) {
      await start()
      window().webContents.emit(event, {}, -105, 'NAME', 'halfpower://app/', true)
      expect(window().visible).toBe(true)
      window().hide()
      window().emit('ready-to-show')
      expect(window().visible).toBe(false)
    }
    await start()
    await expect.poll(() => window().visible).toBe(true)
  })

  it('loads the page again once when it is gone, and then asks', async () => {
    await start()
    const gone = (): boolean => window().webContents.emit('render-process-gone', {}, { reason: 'crashed' })
    gone()
    await expect.poll(() => window().webContents.reloads).toBe(1)
    expect(told.boxes).toEqual([])
    gone()
    await expect.poll(() => window().webContents.reloads).toBe(2)
    expect(told.boxes[0]?.message).toBe('The page in this window has ended unexpectedly (crashed), again.')
    answers.button = 1
    gone()
    await expect.poll(() => told.quits).toBe(1)
  })

  it('ends a page that hangs, but not for a load that another one has replaced', async () => {
    await start()
    window().webContents.emit('did-fail-load', {}, -3, 'ABORTED', 'halfpower://app/', true)
    window().webContents.emit('did-fail-load', {}, -105, 'NAME', 'halfpower://app/', false)
    expect(window().webContents.reloads).toBe(0)
    window().emit('unresponsive')
    await expect.poll(() => window().webContents.crashes).toBe(1)
    // Which then is gone, in the same trouble.
    window().webContents.emit('render-process-gone', {}, { reason: 'killed' })
    await expect.poll(() => window().webContents.reloads).toBe(1)
    expect(told.boxes).toEqual([])
  })

  it('starts afresh from a damaged memory', async () => {
    await writeFile(join(home, 'window.json'), '{ "format": "halfpower window", "vers')
    await start()
    expect(window().options).toMatchObject({ width: 1440, height: 900 })
  })

  it('opens the named project, and says in a sentence why it cannot', async () => {
    await start(join(home, 'nothing.halfpower'))
    expect(told.boxes[0]?.message).toContain('is not a Halfpower project')
    await workbench.invoke('project.create', { folder: join(home, 'p.halfpower') })
    expect(app.recent).toContain(join(home, 'p.halfpower'))
    expect(window().webContents.sent.at(-1)).toMatchObject([
      'halfpower:event',
      'project.changed',
      { title: 'p' },
    ])
  })
})

const RUNNING = {
  id: 's',
  state: 'running',
  title: 'Sweep',
  units: { total: 3, done: 2, failed: 0 },
  failures: [],
  error: null,
}

describe('with a running study', () => {
  const run = async (): Promise<void> => {
    await start()
    for (const listener of listenersOf('study.status')) listener(RUNNING)
  }
  let listenersOf: (name: string) => ((data: unknown) => void)[]

  beforeEach(() => {
    const heard: [string, (data: unknown) => void][] = []
    listenersOf = (name) => heard.filter(([event]) => event === name).map(([, listener]) => listener)
    workbench.on = (name, listener) => {
      heard.push([name, listener as (data: unknown) => void])
      return () => undefined
    }
  })

  it('closing the window asks, and Cancel leaves it open', async () => {
    await run()
    answers.button = 2
    expect(window().close()).toBe(false)
    await expect.poll(() => told.boxes.length).toBe(1)
    expect(told.boxes[0]).toMatchObject({
      message: 'The study "Sweep" runs.',
      buttons: ['Go on without a window', 'Pause and quit', 'Cancel'],
    })
    expect(told.quits).toBe(0)
  })

  it('asks once at a time, and a second signal does not wait for the answer', async () => {
    await run()
    answers.hold = new Promise(() => undefined)
    application.quit('insist')
    application.quit('ask')
    await expect.poll(() => told.boxes.length).toBe(1)
    expect(told.quits).toBe(0)
    application.quit('insist')
    await expect.poll(() => told.quits).toBe(1)
    expect(told.boxes).toHaveLength(1)
    // And a third not for the end either.
    application.quit('insist')
    expect(told.exits).toEqual([3])
  })

  it('keeps the computer awake, and shows how many run', async () => {
    await run()
    expect([told.awake.size, told.badge]).toEqual([1, 1])
    for (const listener of listenersOf('study.status')) listener({ ...RUNNING, state: 'done' })
    expect([told.awake.size, told.badge]).toEqual([0, 0])
  })

  it('says the end of a study where nobody looks, and a click shows the window', async () => {
    await run()
    const end = (state: string, error: object | null = null): void => {
      for (const listener of listenersOf('study.status')) listener(RUNNING)
      for (const listener of listenersOf('study.status')) listener({ ...RUNNING, state, error })
    }
    window().visible = true
    end('done')
    expect(told.notifications).toHaveLength(0)
    window().visible = false
    end('paused')
    end('cancelled')
    end('done')
    end('failed', { kind: 'memory', message: 'Too little memory.' })
    expect(told.notifications.map(({ options }) => options.title)).toEqual(['Study done', 'Study stopped'])
    expect(told.notifications[1]?.options.body).toContain('1 of 3 units are missing. Too little memory.')
    told.notifications[0]?.emit('click')
    expect(window().visible).toBe(true)
  })

  it('leaves full screen before it goes out of sight', async () => {
    await run()
    Object.assign(window(), { visible: true, fullScreen: true })
    window().close()
    await expect.poll(() => window().visible).toBe(false)
    expect(window().fullScreen).toBe(false)
  })

  it('goes on without a window, and shows it again at the next start', async () => {
    await run()
    window().visible = true
    expect(window().close()).toBe(false)
    await expect.poll(() => window().visible).toBe(false)
    expect(told.quits).toBe(0)
    application.show(null)
    expect(window().visible).toBe(true)
  })

  it('quitting asks once, pauses, and ends', async () => {
    await run()
    app.quit()
    await expect.poll(() => told.quits).toBe(1)
    expect(told.boxes).toHaveLength(1)
  })

  it('does not ask when nobody would wait for the answer', async () => {
    await run()
    application.quit('now')
    await expect.poll(() => told.quits).toBe(1)
    expect(told.boxes).toHaveLength(0)
  })

  it('opening another project asks first', async () => {
    await run()
    answers.button = 1
    application.show(join(home, 'other.halfpower'))
    await expect.poll(() => told.boxes.length).toBe(1)
    expect(told.boxes[0]?.buttons).toEqual(['Pause and open the other project', 'Cancel'])
  })
})

describe('calls', () => {
  beforeEach(() => start())

  it('of our page are answered', async () => {
    expect(await call(OWN, 'project.info', {})).toEqual({ output: null })
    expect(await call(OWN, 'dataSet.list', {})).toMatchObject({
      error: { kind: 'usage', message: 'No project is open.' },
    })
  })

  it('of anybody else, and what is no call, are not', async () => {
    for (const frame of [
      null,
      { url: 'https://evil.example/', parent: null },
      { url: 'halfpower://app/', parent: { url: 'halfpower://app/' } },
    ])
      expect(await call({ senderFrame: frame }, 'project.info', {})).toMatchObject({
        error: { kind: 'usage' },
      })
    for (const words of [[], [1, {}], ['project.info', {}, 3], [{ toString: () => 'project.info' }, {}]])
      expect(await call(OWN, ...words)).toMatchObject({ error: { kind: 'usage' } })
    expect(await call(OWN, 'toString', {})).toMatchObject({ error: { kind: 'usage' } })
    expect(await call(OWN, 'project.info', { extra: 1 })).toMatchObject({ error: { kind: 'usage' } })
  })

  it('for a file dialog are answered here, beginning where the last one ended', async () => {
    answers.paths = [join(home, 'images', 'train')]
    expect(await call(OWN, 'files.chooseFolder', {})).toEqual({
      output: { path: join(home, 'images', 'train') },
    })
    expect(told.openDialogs[0]?.properties).toContain('openDirectory')
    answers.paths = []
    expect(await call(OWN, 'files.chooseFile', { title: 'Images' })).toEqual({ output: { path: null } })
    expect(told.openDialogs[1]).toMatchObject({
      title: 'Images',
      properties: ['openFile'],
      defaultPath: join(home, 'images'),
    })
    expect(await call(OWN, 'files.chooseFile', { title: 3 })).toMatchObject({ error: { kind: 'usage' } })
  })
})

describe('the page scheme', () => {
  const get = (address: string): Promise<Response> =>
    told.schemeHandlers.get('halfpower')!({ method: 'GET', url: address } as Request)

  it('is registered as standard and secure, without a way around the policy', () => {
    registerPageScheme()
    expect(told.schemes).toEqual([
      { scheme: 'halfpower', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ])
  })

  it('serves the page and its pictures under the policy, and nothing outside it', async () => {
    await symlink(join(home, 'secret.js'), join(home, 'page', 'link.js'))
    await start()
    const page = await get('halfpower://app/')
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';")
    expect(page.headers.get('content-security-policy')).toContain("connect-src 'self';")
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await (await get('halfpower://app/image/good.png')).text()).toBe('picture')
    for (const path of [
      'link.js',
      '..%2fsecret.js',
      '../secret.js',
      'image/bad.png',
      'nothing.js',
      'page',
      'index.txt',
    ]) {
      const reply = await get(`halfpower://app/${path}`)
      expect(reply.status, path).toBe(404)
      expect(await reply.text()).not.toContain('secret')
    }
  })
})

describe('the lock-down', () => {
  it('denies requests to networks, permissions and downloads', async () => {
    await start()
    const { defaultSession } = session
    const cancelled = (url: string): boolean => {
      let answer = false
      defaultSession.beforeRequest?.({ url }, ({ cancel }) => (answer = cancel))
      return answer
    }
    expect(['http://127.0.0.1/', 'https://x/', 'ws://x/', 'file:///x'].map(cancelled)).toEqual(
      Array(4).fill(true),
    )
    expect(cancelled('halfpower://app/a.js')).toBe(false)

    const granted = (permission: string): unknown => {
      let answer: unknown
      const request = defaultSession.permissionRequest as unknown as (...words: unknown[]) => void
      request({}, permission, (given: boolean) => (answer = given), { requestingUrl: 'halfpower://app/' })
      return answer
    }
    expect([granted('media'), granted('clipboard-sanitized-write')]).toEqual([false, true])

    let prevented = 0
    const event = { preventDefault: () => prevented++ }
    defaultSession.emit('will-download', event, { getURL: () => 'https://x/y.exe' })
    defaultSession.emit('will-download', event, { getURL: () => 'blob:halfpower://app/1' })
    expect(prevented).toBe(1)
  })

  it('lets no page become another one', () => {
    lockDownContents()
    const contents = new StubContents()
    contents.url = 'halfpower://app/#/map'
    app.emit('web-contents-created', {}, contents)
    const prevented = (name: string, details: object = {}): boolean => {
      let was = false
      contents.emit(name, { ...details, preventDefault: () => (was = true) })
      return was
    }
    expect(contents.openHandler?.({ url: 'halfpower://app/' })).toEqual({ action: 'deny' })
    expect(prevented('will-attach-webview')).toBe(true)
    expect(prevented('will-redirect')).toBe(true)
    expect(prevented('will-navigate', { url: 'https://evil.example/' })).toBe(true)
    expect(prevented('will-navigate', { url: 'halfpower://app/image/x.png' })).toBe(true)
    expect(prevented('will-navigate', { url: 'halfpower://app/' })).toBe(false)
    expect(prevented('will-frame-navigate', { isMainFrame: false, url: 'halfpower://app/' })).toBe(true)
  })

  it('keeps Chromium from calling anybody', () => {
    silenceChromium()
    expect(told.switches.get('host-resolver-rules')).toBe('MAP * ~NOTFOUND')
    expect([...told.switches.keys()]).toContain('disable-background-networking')
  })
})
