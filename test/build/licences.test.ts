/** Which licences are allowed, and of which packages they are asked. */
import { describe, expect, it } from 'vitest'
import { BUNDLED, complaintAbout, isMet, shipped, spelled } from '../../build/licences.mjs'

describe('an SPDX expression', () => {
  const isAllowed = (licence: string): boolean => ['MIT', 'ISC'].includes(licence)
  it.each([
    ['MIT', true],
    ['GPL-3.0-only', false],
    ['(MIT OR GPL-3.0-only)', true],
    ['GPL-3.0-only OR MIT', true],
    ['MIT AND GPL-3.0-only', false],
    ['MIT AND ISC', true],
    // AND binds more tightly than OR.
    ['GPL-3.0-only AND ISC OR MIT', true],
    ['GPL-3.0-only AND (ISC OR MIT)', false],
    ['(MIT', false],
    ['MIT ISC', false],
    ['SEE LICENSE IN file.txt', false],
    ['', false],
  ])('"%s" is met: %s', (expression, met) => {
    expect(isMet(expression, isAllowed)).toBe(met)
  })

  it('is found in the forms that package.json had', () => {
    expect(spelled('MIT')).toBe('MIT')
    expect(spelled({ type: 'MIT', url: 'x' })).toBe('MIT')
    expect(spelled([{ type: 'MIT' }, { type: 'ISC' }])).toBe('MIT OR ISC')
    expect([spelled(undefined), spelled([{}])]).toEqual(['', ''])
  })
})

describe('a package', () => {
  it('is allowed, or a sentence says which and what to do', () => {
    expect(complaintAbout({ name: 'a', version: '1.0.0', licence: 'MIT' })).toBeNull()
    expect(complaintAbout({ name: 'a', version: '1.0.0', licence: 'AGPL-3.0-only' })).toMatch(
      /a 1\.0\.0 is under "AGPL-3\.0-only"/,
    )
    expect(complaintAbout({ name: 'a', version: '1.0.0', licence: '' })).toMatch(/does not say its licence/)
  })

  it('may have a licence for itself only', () => {
    const licence = 'LGPL-3.0-or-later'
    expect(complaintAbout({ name: '@img/sharp-libvips-linux-x64', version: '1.3.0', licence })).toBeNull()
    expect(complaintAbout({ name: 'other', version: '1.0.0', licence })).not.toBeNull()
  })
})

it('what a user runs is what is not for development, and what the page is bundled from, however deep', () => {
  const packages = {
    '': { dependencies: { a: '1' } },
    'node_modules/a': { version: '1' },
    'node_modules/tool': { version: '1', dev: true },
    ...Object.fromEntries(BUNDLED.map((name) => [`node_modules/${name}`, { dev: true }])),
    'node_modules/svelte': { dev: true, dependencies: { deep: '1' } },
    'node_modules/svelte/node_modules/deep': { dev: true, dependencies: { far: '1', svelte: '1' } },
    'node_modules/deep': { dev: true },
    'node_modules/far': { dev: true },
  }
  expect(shipped(packages)).toEqual(
    [
      'node_modules/a',
      'node_modules/far',
      'node_modules/svelte/node_modules/deep',
      ...BUNDLED.map((name) => `node_modules/${name}`),
    ].sort(),
  )
})
