import { describe, expect, it } from 'vitest'
import { Inbox } from '../../../src-main/shell/electron/inbox'
import { jobEnvironment, jobNode, unpacked } from '../../../src-main/shell/electron/job-node'
import { pageRoute } from '../../../src-main/shell/electron/page-route'
import {
  isOwnAddress,
  isTrustedSender,
  mayDownload,
  mayHavePermission,
  mayRequest,
} from '../../../src-main/shell/electron/policy'
import { decisionOf, projectOf, questionAtClosing } from '../../../src-main/shell/electron/quitting'
import { afterTrouble, troubleWords } from '../../../src-main/shell/electron/recovery'
import { restoredState } from '../../../src-main/shell/electron/window-state'

const FOREIGN = [
  'http://127.0.0.1/',
  'https://app/',
  'file:///etc/passwd',
  'halfpower://evil/',
  'halfpower://app.evil/',
  'halfpower://user@app/',
  'halfpower:app',
  'javascript:alert(1)',
  'about:blank',
  'data:text/html,x',
  'ws://127.0.0.1/',
  '',
  'no address',
]

describe('addresses', () => {
  it('are ours only with our scheme and host', () => {
    for (const address of ['halfpower://app/', 'halfpower://app/index.html#/map', 'HALFPOWER://app/x'])
      expect(isOwnAddress(address), address).toBe(true)
    for (const address of FOREIGN) expect(isOwnAddress(address), address).toBe(false)
  })

  it('of networks and files are never loaded', () => {
    for (const address of ['http://x/', 'https://x/', 'ws://x/', 'wss://x/', 'file:///x', 'ftp://x/', 'x'])
      expect(mayRequest(address), address).toBe(false)
    for (const address of ['halfpower://app/x.js', 'data:image/png;base64,AA', 'blob:halfpower://app/1'])
      expect(mayRequest(address), address).toBe(true)
  })

  it('are offered as downloads only when the page has made them', () => {
    expect(mayDownload('blob:halfpower://app/1')).toBe(true)
    expect(mayDownload('blob:https://evil.example/1')).toBe(false)
    expect(mayDownload('halfpower://app/index.html')).toBe(false)
  })
})

it('denies every permission but copying, and that to our page only', () => {
  for (const permission of [
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'openExternal',
    'hid',
    'fullscreen',
  ])
    expect(mayHavePermission(permission, 'halfpower://app/')).toBe(false)
  expect(mayHavePermission('clipboard-sanitized-write', 'halfpower://app/')).toBe(true)
  expect(mayHavePermission('clipboard-sanitized-write', 'https://evil.example/')).toBe(false)
})

it('trusts the main frame of our page, and no frame that is gone', () => {
  expect(isTrustedSender({ address: 'halfpower://app/#/map', isMainFrame: true })).toBe(true)
  expect(isTrustedSender({ address: 'halfpower://app/', isMainFrame: false })).toBe(false)
  expect(isTrustedSender({ address: undefined, isMainFrame: true })).toBe(false)
  for (const address of FOREIGN) expect(isTrustedSender({ address, isMainFrame: true })).toBe(false)
})

describe('the page scheme', () => {
  it('knows files and pictures', () => {
    expect(pageRoute('GET', 'halfpower://app/')).toEqual({ kind: 'file', parts: ['index.html'] })
    expect(pageRoute('GET', 'halfpower://app/assets/a.js?x#y')).toEqual({
      kind: 'file',
      parts: ['assets', 'a.js'],
    })
    expect(pageRoute('GET', 'halfpower://app/image/data/a%20b/1.png')).toEqual({
      kind: 'image',
      path: 'image/data/a b/1.png',
    })
  })

  it('and nothing else', () => {
    for (const address of [
      'halfpower://app/..%2fsecret',
      'halfpower://app/%2e%2e%2fsecret',
      'halfpower://app/a%5c..%5csecret',
      'halfpower://app//etc/passwd',
      'halfpower://app/%00',
      'halfpower://evil/index.html',
    ])
      expect(pageRoute('GET', address), address).toEqual({ kind: 'missing' })
    expect(pageRoute('POST', 'halfpower://app/')).toEqual({ kind: 'missing' })
    // Dots are resolved by the URL itself and can only lead to the page's own top.
    expect(pageRoute('GET', 'halfpower://app/a/../../secret')).toEqual({ kind: 'file', parts: ['secret'] })
  })
})

describe('the window', () => {
  const screen = { x: 0, y: 0, width: 1920, height: 1080 }

  it('opens where it was, when that is on a screen', () => {
    const stored = { x: 100, y: 50, width: 1200, height: 800, maximised: true }
    expect(restoredState(stored, [screen])).toEqual(stored)
    expect(restoredState({ ...stored, x: 5000 }, [screen])).toEqual({
      width: 1200,
      height: 800,
      maximised: true,
    })
    expect(restoredState({ ...stored, y: -400 }, [screen])).not.toHaveProperty('y')
    expect(restoredState({ ...stored, x: -500 }, [{ ...screen, x: -1920 }, screen])).toMatchObject({
      x: -500,
    })
  })

  it('is never larger than the screen, nor too small to use', () => {
    expect(restoredState({ width: 9000, height: 9000, maximised: false }, [screen])).toMatchObject({
      width: 1920,
      height: 1080,
    })
    expect(restoredState({ width: 10, height: 10, maximised: false }, [screen])).toMatchObject({
      width: 800,
      height: 600,
    })
    expect(restoredState(null, [])).toEqual({ width: 1440, height: 900, maximised: false })
  })
})

describe('closing', () => {
  it('asks only when something runs', () => {
    expect(questionAtClosing('window', null)).toBeNull()
    expect(questionAtClosing('window', 'It runs')?.buttons).toEqual([
      'Go on without a window',
      'Pause and quit',
      'Cancel',
    ])
  })

  it('takes the answer, and a closed dialog for Cancel', () => {
    expect([0, 1, 2, 3].map((button) => decisionOf('window', button))).toEqual([
      'hide',
      'quit',
      'stay',
      'stay',
    ])
    expect([0, 1, 9].map((button) => decisionOf('program', button))).toEqual(['quit', 'stay', 'stay'])
  })

  it('reads the project from what npm start passes on', () => {
    expect(projectOf(['electron', '--no-sandbox', '.', '--', 'a.halfpower'])).toBe('a.halfpower')
    expect(projectOf(['electron', '.', '--', '--flag'])).toBeNull()
    expect(projectOf(['electron', '.'])).toBeNull()
  })

  it('and from a double click, or what Windows passes', () => {
    expect(projectOf(['C:\\Halfpower.exe', 'C:\\my work\\a.halfpower'], true)).toBe(
      'C:\\my work\\a.halfpower',
    )
    expect(projectOf(['/opt/halfpower', '--no-sandbox', '/home/x/study'], true)).toBe('/home/x/study')
    expect(projectOf(['/opt/halfpower', '/home/x/a.halfpower/project.json'], true)).toBe(
      '/home/x/a.halfpower',
    )
    expect(projectOf(['/opt/halfpower'], true)).toBeNull()
    // Words before the checkout are Electron's own, and the checkout is one.
    expect(projectOf(['electron', '-r', 'loader.js', '/checkout', 'b.halfpower'])).toBe('b.halfpower')
    expect(projectOf(['electron', '-r', 'loader.js', '/checkout'])).toBeNull()
  })
})

describe('the Node that computes', () => {
  it('is the one that npm start passes, or the one in the package', () => {
    const linux = { platform: 'linux' as const, environment: { HALFPOWER_NODE: '/n/node' }, packaged: null }
    expect(jobNode(linux)).toBe('/n/node')
    expect(jobNode({ ...linux, environment: {} })).toBeNull()
    expect(jobNode({ ...linux, environment: { HALFPOWER_NODE: '' } })).toBeNull()
    expect(jobNode({ ...linux, packaged: '/opt/r' })).toBe('/opt/r/node/node')
    expect(jobNode({ ...linux, platform: 'win32', packaged: 'r' })).toMatch(/^r.node.node\.exe$/)
  })

  it('does not inherit what is about Electron or an AppImage', () => {
    const environment = {
      ELECTRON_RUN_AS_NODE: '1',
      CHROME_DESKTOP: 'x',
      PATH: '/bin',
      APPDIR: '/tmp/.mount_x',
      LD_LIBRARY_PATH: '/tmp/.mount_x/usr/lib:/opt/cuda',
    }
    expect(jobEnvironment({ platform: 'linux', environment, packaged: null })).toEqual({
      PATH: '/bin',
      APPDIR: '/tmp/.mount_x',
      LD_LIBRARY_PATH: '/opt/cuda',
    })
  })

  it('cannot look into the archive', () => {
    expect(unpacked('/o/resources/app.asar/out/main/job.js')).toBe(
      '/o/resources/app.asar.unpacked/out/main/job.js',
    )
    expect(unpacked('C:\\r\\app.asar\\x')).toBe('C:\\r\\app.asar.unpacked\\x')
    expect(unpacked('/home/app.asarium/x')).toBe('/home/app.asarium/x')
  })
})

describe('a page that is gone', () => {
  it('is loaded again, and asked about when that was a short while ago', () => {
    expect(afterTrouble(null, 0)).toBe('load again')
    expect(afterTrouble(0, 59_000)).toBe('ask')
    expect(afterTrouble(0, 61_000)).toBe('load again')
  })

  it('takes no study with it, and says so', () => {
    expect(troubleWords({ kind: 'hangs' }, null).detail).toContain('Nothing is lost')
    expect(troubleWords({ kind: 'not loaded', code: -6, words: 'ERR' }, 'It runs')).toMatchObject({
      message: 'The page in this window could not be loaded (ERR -6), again.',
      detail: expect.stringContaining('It runs and is not touched') as string,
    })
  })
})

it('keeps what is asked for while it starts', () => {
  const done: unknown[] = []
  const taker = {
    show: (project: string | null) => done.push(project),
    quit: (urgency: string) => done.push(urgency),
  }
  const inbox = new Inbox(() => done.push('end at once'))
  inbox.quit('insist')
  inbox.show('a')
  inbox.show('b')
  inbox.show(null)
  expect(done).toEqual(['end at once'])
  inbox.handTo(taker)
  inbox.show('c')
  inbox.quit('now')
  expect(done).toEqual(['end at once', 'b', 'c', 'now'])
})
