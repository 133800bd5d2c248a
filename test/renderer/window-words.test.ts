/** What the window says: buttons instead of commands, the paper's words with their sections, studies aloud. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { announcement } from '../../src-renderer/app/announcements'
import { GLOSSARY } from '../../src-renderer/app/glossary'
import { inWindow } from '../../src-renderer/components/in-window'
import { withNames } from '../../src-renderer/components/with-names'
import { sigmaShades } from '../../src-main/figures/palette'

/**
 * Options in sentences, of which no form of the window has a field: they can be given on the command line only, are of other
 * programs, or the sentence has words of its own in the window.
 */
const COMMAND_LINE_ONLY = [
  '--components',
  '--depth',
  '--device',
  '--first-index',
  '--image-size',
  '--input',
  '--last',
  '--max-semi-space-size',
  '--no-naturalness',
  '--notest',
  '--pixel-mean',
  '--pixel-sd',
  '--read-only',
  '--try',
  '--values',
  '--widen',
]

/** What sentences of the workbench and of what it computes name; what only a terminal says is left out. */
function optionsInSentences(): Set<string> {
  const root = fileURLToPath(new URL('../../src-main/', import.meta.url))
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) =>
      path.endsWith('.ts') &&
      !/^(shell|devices|jobs.cluster)|command[.-]|studies.command|options\.ts$|readings\.ts$/.test(path),
  )
  const found = new Set<string>()
  for (const path of paths)
    for (const line of readFileSync(join(root, path), 'utf8').split('\n'))
      if (!/^\s*(\/\/|\*|\/\*)/.test(line) && /['"`]/.test(line))
        for (const [option] of line.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)) found.add(option)
  return found
}

describe('a sentence of the workbench in a window', () => {
  it('names a button where it named a command', () => {
    expect(inWindow('Train some with "halfpower sweep".')).toBe(
      'Train some with “New σ sweep” on the page Models.',
    )
    expect(inWindow('Resume: "halfpower study resume \'/a b\' hybrid-1" computes them.')).toBe(
      'Resume: “Resume” in the Queue computes them.',
    )
    expect(inWindow('so much (--gray-noise as-published does the same here).')).not.toContain('--')
  })

  it('names a field where it named an option', () => {
    expect(inWindow('attack it first, or leave out --start-from.')).toBe(
      'attack it first, or leave out “Begin with the perturbations of”.',
    )
    expect(inWindow('ask for "--spectra".')).toBe('ask for “Spectra: where each corruption has its power”.')
    expect(inWindow('Give one of --limit, --per-class and --first.')).not.toContain('--')
    expect(inWindow('are missing. (On the command line: --label-file, --class-file.)')).toBe('are missing.')
    expect(inWindow('a file x--gray and "a --gray-scale b"')).toBe('a file x--gray and "a --gray-scale b"')
  })

  it('names no option that a form has a field for', () => {
    const named = optionsInSentences()
    expect(named.size).toBeGreaterThan(50)
    const left = [...named].filter((option) => inWindow(`Leave out ${option}.`).includes('--'))
    expect(left.sort()).toEqual(COMMAND_LINE_ONLY)
  })

  it('stays as it is where it names none', () => {
    const sentence = 'The model "halfpower" is not there: 3 % are left.'
    expect(inWindow(sentence)).toBe(sentence)
  })
})

describe('a thing that a sentence names by its id', () => {
  const names = new Map([['resnet20-b55d6a63', 'ResNet-20 of the lab']])
  const named = (sentence: string): string => withNames(sentence, (id) => names.get(id))

  it('has its name in a window', () => {
    expect(named('images that "resnet20-b55d6a63" was trained on')).toBe(
      'images that "ResNet-20 of the lab" was trained on',
    )
    expect(named('resnet20-b55d6a63, minimal: see resnet20-b55d6a63.')).toBe(
      'ResNet-20 of the lab, minimal: see ResNet-20 of the lab.',
    )
  })

  it('keeps it where it is part of a path or of another word, or of nothing that there is', () => {
    for (const sentence of [
      '/p.halfpower/models/resnet20-b55d6a63/model.json',
      'models\\resnet20-b55d6a63',
      'resnet20-b55d6a63.safetensors',
      'my-resnet20-b55d6a63 and resnet20-b55d6a63-2',
      'vgg-00000000',
    ])
      expect(named(sentence)).toBe(sentence)
  })
})

describe('the glossary', () => {
  const methods = readFileSync(new URL('../../docs/methods.md', import.meta.url), 'utf8')

  it('names each word once, with sections that there are', () => {
    expect(new Set(GLOSSARY.map(({ term }) => term)).size).toBe(GLOSSARY.length)
    const cited = GLOSSARY.flatMap(({ words }) => [...words.matchAll(/methods ([A-Z](?:\.\d+)?)/g)])
    expect(cited.length).toBeGreaterThan(15)
    for (const [, section = ''] of cited)
      expect(methods).toMatch(new RegExp(`^#{2,3} ${section.replace('.', '\\.')}\\.? `, 'm'))
  })
})

describe('studies aloud', () => {
  const study = { title: 'Hybrids', state: 'running' as const, units: { total: 8, done: 0, failed: 0 } }

  it('say their beginning, each quarter once, and their end', () => {
    expect(announcement(study, null)).toBe('“Hybrids” has begun.')
    expect(announcement(study, 0.1)).toBeNull()
    expect(announcement(study, 0.3)).toBe(announcement(study, 0.45))
    expect(announcement(study, 0.8)).toBe('“Hybrids” is 75 percent done.')
    expect(announcement({ ...study, state: 'failed' }, null)).toBe('“Hybrids” has failed.')
    expect(announcement({ ...study, units: { total: 8, done: 3, failed: 0 } }, null)).toBeNull()
  })
})

describe('shades of the blur family', () => {
  it('differ by σ in both themes and both palettes, and are the same for two networks of one σ', () => {
    for (const theme of ['light', 'dark'] as const)
      for (const palette of ['paper', 'okabe-ito'] as const) {
        const shades = sigmaShades([3, 1, 2, 1, null, 0.5], theme, palette)
        expect([...shades.keys()]).toEqual([0.5, 1, 2, 3])
        expect(new Set(shades.values()).size).toBe(4)
      }
  })
})
