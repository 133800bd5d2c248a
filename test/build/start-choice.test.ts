import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  chooseHost,
  chromiumArguments,
  electronBinary,
  electronEnvironment,
  electronObstacle,
  failedLately,
  installerRuns,
  sandboxObstacle,
  serveWords,
} from '../../build/start-choice.mjs'

const here = {
  words: [],
  platform: 'linux' as const,
  environment: { DISPLAY: ':0' },
  binary: false,
  tried: false,
}

describe('which window npm start opens', () => {
  it('Electron where its binary is, its installer once, then a browser', () => {
    expect(chooseHost({ ...here, binary: true })).toBe('electron')
    expect(chooseHost(here)).toBe('install')
    expect(chooseHost({ ...here, tried: true })).toBe('browser')
    expect(chooseHost({ ...here, tried: true, binary: true })).toBe('electron')
  })

  it('never downloads for a start that shows no window', () => {
    for (const words of [
      ['--headless'],
      ['a.halfpower', '--browser'],
      ['--port', '80'],
      ['--port=80'],
      ['--help'],
    ])
      expect(chooseHost({ ...here, words }), words.join(' ')).toBe('browser')
    expect(chooseHost({ ...here, environment: {} })).toBe('browser')
    expect(chooseHost({ ...here, environment: { DISPLAY: '' } })).toBe('browser')
    expect(chooseHost({ ...here, environment: { DISPLAY: '', WAYLAND_DISPLAY: 'wayland-0' } })).toBe(
      'install',
    )
    expect(chooseHost({ ...here, environment: {}, platform: 'win32' })).toBe('install')
  })

  it('passes the words on to the command line', () => {
    expect(serveWords([])).toEqual(['serve', '--window'])
    expect(serveWords(['a b.halfpower', '--port', '81', '--browser'])).toEqual([
      'serve',
      'a b.halfpower',
      '--port',
      '81',
      '--window',
    ])
    expect(serveWords(['x', '--headless'])).toEqual(['serve', 'x'])
  })
})

it('knows where the binary would be without asking Electron, which would download it', () => {
  expect(electronBinary('/r', null, {})).toBeNull()
  expect(electronBinary('/r', 'electron', {})).toBe(
    join('/r', 'node_modules', 'electron', 'dist', 'electron'),
  )
  expect(electronBinary('/r', null, { ELECTRON_OVERRIDE_DIST_PATH: '/e' })).toBe(join('/e', 'electron'))
})

it('says in words why Electron could not be had', () => {
  expect(electronObstacle('TypeError: fetch failed')).toBe('its download server cannot be reached')
  expect(electronObstacle('Error: ENOSPC: no space left on device')).toBe('the disk is full')
  expect(electronObstacle('?')).toBe('its installer failed')
})

describe("Electron's installer", () => {
  it('runs in Node 22.12 and newer', () => {
    expect(['20.20.2', '22.11.0', '22.12.0', '23.0.0', '24.1.0'].map(installerRuns)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ])
  })

  it('is tried again another day', () => {
    const now = Date.parse('2026-03-02T08:00:00Z')
    expect(failedLately(null, now)).toBe(false)
    expect(failedLately('2026-03-02T07:00:00.000Z\nfetch failed', now)).toBe(true)
    expect(failedLately('2026-03-01T07:00:00.000Z\nfetch failed', now)).toBe(false)
    // A clock that was wrong, a note that is damaged.
    expect(failedLately('2027-01-01T00:00:00.000Z\n', now)).toBe(false)
    expect(failedLately('what', now)).toBe(false)
  })
})

it('Electron is a window, whoever starts it, and is told which Node computes', () => {
  expect(
    electronEnvironment(
      { ELECTRON_RUN_AS_NODE: '1', DISPLAY: '', WAYLAND_DISPLAY: 'w', PATH: '/bin' },
      '/n/node',
    ),
  ).toEqual({ WAYLAND_DISPLAY: 'w', PATH: '/bin', HALFPOWER_NODE: '/n/node' })
  const linux = { platform: 'linux' as const, environment: { DISPLAY: ':0', WAYLAND_DISPLAY: 'w' } }
  expect(chromiumArguments(linux, false)).toEqual([])
  expect(chromiumArguments(linux, true)).toEqual(['--no-sandbox'])
  expect(chromiumArguments({ ...linux, environment: { DISPLAY: '', WAYLAND_DISPLAY: 'w' } }, false)).toEqual([
    '--ozone-platform=wayland',
  ])
  expect(chromiumArguments({ ...linux, platform: 'darwin' }, true)).toEqual([])
})

it('knows where no sandbox can be made, and says what helps', () => {
  const helper = { path: '/e/chrome-sandbox', owner: 1000, mode: 0o100755 }
  const facts = { isRoot: false, restricted: '1\n', helper }
  expect(sandboxObstacle(facts)).toContain('sudo chown root:root "/e/chrome-sandbox" && sudo chmod 4755')
  expect(sandboxObstacle({ ...facts, helper: null })).toContain('install Halfpower as a package')
  expect(sandboxObstacle({ ...facts, helper: { ...helper, owner: 0 } })).not.toBeNull()
  expect(sandboxObstacle({ ...facts, helper: { ...helper, owner: 0, mode: 0o104755 } })).toBeNull()
  expect(sandboxObstacle({ ...facts, restricted: '0\n' })).toBeNull()
  expect(sandboxObstacle({ ...facts, restricted: null })).toBeNull()
  expect(sandboxObstacle({ ...facts, isRoot: true })).toBeNull()
})
