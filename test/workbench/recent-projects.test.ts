import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { configurationFolder } from '../../src-main/workbench/recent-projects'

it('keeps the configuration where each system keeps it', () => {
  const home = join('/', 'home', 'someone')
  expect(configurationFolder({}, 'linux', home)).toBe(join(home, '.config', 'halfpower'))
  expect(configurationFolder({ XDG_CONFIG_HOME: '/x' }, 'linux', home)).toBe(join('/x', 'halfpower'))
  expect(configurationFolder({}, 'darwin', home)).toBe(
    join(home, 'Library', 'Application Support', 'Halfpower'),
  )
  expect(configurationFolder({ APPDATA: '/r' }, 'win32', home)).toBe(join('/r', 'Halfpower'))
  expect(configurationFolder({}, 'win32', home)).toBe(join(home, 'AppData', 'Roaming', 'Halfpower'))
  const own = { HALFPOWER_CONFIGURATION: 'own', XDG_CONFIG_HOME: '/x' }
  expect(configurationFolder(own, 'linux', home)).toBe(resolve('own'))
})
