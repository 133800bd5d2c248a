import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chooseHost, electronBinary, electronObstacle, serveWords } from '../../build/start-choice.mjs'

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
