import { describe, expect, it } from 'vitest'
import { pageRoute } from '../../../src-main/shell/electron/page-route'
import {
  isOwnAddress,
  isTrustedSender,
  mayDownload,
  mayHavePermission,
  mayRequest,
} from '../../../src-main/shell/electron/policy'
import { decisionOf, projectOf, questionAtClosing } from '../../../src-main/shell/electron/quitting'
import { endOf } from '../../../src-main/shell/electron/utility-launcher'
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
})

it('tells a killed job process from one that failed', () => {
  expect(endOf(0, '', 'linux')).toEqual({ code: 0, signal: null, stderr: '' })
  expect(endOf(9, 'x', 'linux')).toEqual({ code: null, signal: 'SIGKILL', stderr: 'x' })
  expect(endOf(137, '', 'darwin').signal).toBe('SIGKILL')
  expect(endOf(9, '', 'win32')).toEqual({ code: 9, signal: null, stderr: '' })
})
