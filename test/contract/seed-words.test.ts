/**
 * There are two kinds of seed that a number depends on, and some that only draw something; which one is meant is
 * always said. Looked at: every command's help, every figure's words, and the text of every page.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildProgram } from '../../src-main/shell/command-line/program'
import type { Command } from 'commander'

const KINDS = 'training|pairing|attack|target|subset|sign|corruption|population|neuron|drawing|resampling'

/** The places where a seed is named without its kind, with some words around. */
function bareSeeds(text: string): string[] {
  const words = text
    .replaceAll(/--[a-z-]+/g, '')
    // The command is called so.
    .replaceAll(/halfpower seeds/g, '')
  return [...words.matchAll(new RegExp(`(?<!(?:${KINDS}) (?:or )?)\\bseeds?\\b(?!-)`, 'gi'))].map(
    ({ index }) => words.slice(Math.max(0, index - 40), index + 20),
  )
}

function programOf(): Command {
  return buildProgram({
    ...{ entry: '', jobEntry: '', page: '', resources: '', version: '0' },
    finish: () => undefined,
  })
}

function helpOf(command: Command): string[] {
  const own = [
    command.description(),
    ...command.options.map(({ description, flags }) => `${flags} ${description}`),
  ]
  return [...own, ...command.commands.flatMap(helpOf)]
}

/** `sweep --training-seeds <list>`: commands with their options, as help shows them. */
function optionsOf(command: Command, path = ''): string[] {
  return [
    ...command.options.map(({ flags }) => `${path}${flags}`),
    ...command.commands.flatMap((each) => optionsOf(each, `${path}${each.name()} `)),
  ]
}

/** What stands on a page: text between tags, attributes that are read, and quoted words that are no identifiers. */
function wordsOf(page: string): string[] {
  const markup = page
    .replaceAll(/<script[\s\S]*?<\/script>/g, '')
    .replaceAll(/<style[\s\S]*?<\/style>/g, '')
    .replaceAll(/<!--[\s\S]*?-->/g, '')
    .replaceAll(/\$\{[^{}]*\}/g, ' ')
  const quoted = [...markup.matchAll(/[`']([^`'\n]*)[`']/g)].map(([, words]) => words!)
  const attributes = [
    ...markup.matchAll(/\b(?:label|help|title|placeholder|unit|aria-label|what)="([^"]*)"/g),
  ].map(([, words]) => words!)
  const text = [...markup.matchAll(/>([^<>]*)</g)].map(([, words]) =>
    words!.replaceAll(/\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, ' '),
  )
  return [...quoted.filter((words) => /^[A-Z]| /.test(words)), ...attributes, ...text]
    .map((words) => words.replaceAll(/\s+/g, ' '))
    .filter((words) => !/=>|===|&&/.test(words))
}

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : []
}

const root = join(import.meta.dirname, '../..')

describe('a seed is never named without its kind', () => {
  it('in the help of any command', () => {
    const program = programOf()
    const help = helpOf(program)
    // Options, too, name the kind; those of `neural` draw several things with one seed.
    const flags = optionsOf(program).filter((flags) => /--seeds?\b/.test(flags))
    expect(flags.filter((flags) => !flags.startsWith('neural '))).toEqual([])
    expect(help.filter((line) => /seed/.test(line)).length).toBeGreaterThan(8)
    expect(help.flatMap(bareSeeds)).toEqual([])
  })

  it('in the words of any figure', () => {
    const found = filesIn(join(root, 'test/figures/snapshots'), '.json').flatMap((file) =>
      strings(JSON.parse(readFileSync(file, 'utf8'))),
    )
    expect(found.length).toBeGreaterThan(100)
    expect(found.flatMap(bareSeeds)).toEqual([])
  })

  it('on any page', () => {
    const pages = filesIn(join(root, 'src-renderer'), '.svelte')
    expect(pages.length).toBeGreaterThan(50)
    expect(pages.flatMap((file) => wordsOf(readFileSync(file, 'utf8'))).flatMap(bareSeeds)).toEqual([])
  })

  it('in the words of any command', () => {
    const sources = filesIn(join(root, 'src-main'), '.ts').filter(
      (file) => !/options|command\.ts$/.test(file),
    )
    const advised = sources.filter((file) => /(?<!formerly: ')--seeds\b/.test(readFileSync(file, 'utf8')))
    expect(advised).toEqual([])
  })

  it.each([
    ['sweep', ['--training-seeds', '3', '--seeds', '4'], 'seeds', [4]],
    ['hybrid', ['--pairing-seeds', '3'], 'seeds', [3]],
    ['attack', ['--attack-seed', '5'], 'seed', 5],
    ['attack', ['--seed', '5'], 'seed', 5],
    ['corruptions', ['--corruption-seed', '5'], 'seed', [5]],
    ['fourier-map', ['--sign-seed', '5'], 'seed', [5]],
    ['demo', ['--seeds', '1,2'], 'seeds', [1, 2]],
  ])('though the names of before go on working: %s %j', (name, words, key, value) => {
    const command = programOf().commands.find((each) => each.name() === name)!
    command.parseOptions(words)
    expect(command.opts()).toMatchObject({ [key]: value })
  })

  it('and the search would find it', () => {
    expect(bareSeeds('means over seeds and a training seed')).toHaveLength(1)
    expect(bareSeeds('--seeds <list>, pairing seeds')).toEqual([])
    const page = '<script>seed</script><Field label="Seed" help="drawn with the seed" /><dt>Seeds</dt>{seed}'
    expect(wordsOf(page).flatMap(bareSeeds)).toHaveLength(3)
  })
})

describe('an interval of f_rev', () => {
  it('is said to be of a trained network, over images and pairings', () => {
    for (const name of ['hybrid-curves', 'difference-curves', 'map']) {
      const { caption } = JSON.parse(
        readFileSync(join(root, `test/figures/snapshots/${name}.json`), 'utf8'),
      ) as { caption: string }
      expect(caption).toMatch(
        /of (this|each) trained network[;,:]? .*bootstrap over images and pairings|of this trained network \(bootstrap over images and pairings/,
      )
    }
  })
})
