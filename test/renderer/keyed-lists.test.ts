/**
 * Two equal keys in one list end a page: Svelte draws no more of it. Sentences may well be equal (two models of one
 * name, one quantity in two units), so that a list of them is keyed by place. Whatever else is a key — the item, a
 * part of it, a text made of it, the key function of a table — stands here with the reason why no two are equal.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** Key as it is written → why no two are equal. */
const DISTINCT: Record<string, string> = {
  // The items of a list.
  format: 'SVG, PNG',
  norm: 'the names of the norms',
  'source.norm': 'the names of the norms',
  pass: 'low, high',
  type: 'the types of a form, or of a plan',
  source: 'made here, official',
  severity: 'the severities of a form, or of a plan',
  sigma: 'a draft refuses a σ that it has',
  step: 'the steps of the wizard',
  key: 'the questions that a file leaves open',
  group: 'the groups of the palette',
  'command.id': 'identifiers of what the palette finds',
  value: 'a grid of f_mix ascends',
  name: 'names of tensors in one dictionary; the parts of a hybrid; the facts of a recipe; what a type is called',
  words: 'perturbed, difference; the units of a frequency',
  question: 'the names of the questions to a population',
  // Parts of an item.
  id: 'identifiers: of the views of a page',
  other: 'identifiers of data sets',
  page: 'the pages of the navigation',
  title: 'the kinds of difference between two sets of tensors',
  folder: 'the recent projects, by folder',
  url: 'addresses of different images',
  place: 'places in a list',
  model: 'identifiers of the models of a study',
  'entry.path': 'paths of the entries of one folder',
  'option.value': 'the values of a choice',
  'column.id': 'the columns of a table, written beside each other',
  'image.index': 'places of images in one data set',
  'model.id': 'identifiers of the models of a study',
  'each.model': 'identifiers of the models of a study',
  'each.id': 'identifiers of models',
  'each.neuron': 'the neurons of a study, each asked for once',
  'row.model': 'identifiers of the models of a study',
  'study.id': 'identifiers of studies',
  study: 'identifiers of studies',
  'population.id': 'identifiers of populations',
  'family.series': 'the blur families of a project, by what makes one',
  'file.id': 'identifiers of figures',
  'entry.id': 'identifiers of entries of the bin',
  'option.name': 'the choices of a view',
  'failure.key': 'keys of units',
  'device.name': 'names of devices',
  'each.cutOff': 'a grid of cut-offs ascends',
  'dataSet.id': 'identifiers of data sets',
  'network[0]?.number': 'the candidates are numbered',
  term: 'words of the glossary (window-words.test.ts)',
  'key(row)': 'the key function of a table: below',
  // Texts that are made of an item.
  '`${line.time} ${i}`': 'has the place in it',
  '`${row.number} ${JSON.stringify(row.reading)}`': 'each reading of a candidate is offered once',
}

/** Key functions of tables. */
const KEY_FUNCTIONS: Record<string, string> = {
  '({ result }) => result.id': 'identifiers of the models of a study',
  '({ result: { id } }) => id': 'identifiers of the models of a study',
  '({ id }) => id':
    'identifiers of models, of populations; the quantities of a comparison, each with its part',
  '(row) => row.id': 'identifiers of models',
  '({ sigma }) => String(sigma)': 'the σ of a family, each with all of its training seeds',
  '({ aspect }) => aspect': 'in what two models can differ, each once',
  '({ key }) => key': 'made with the rows: by place, or of identifiers (family-rows.test.ts)',
}

const folder = join(import.meta.dirname, '../../src-renderer')
const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.svelte'))
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))

/** What stands in braces from `start`, which is behind the first one. */
function braced(text: string, start: number): string {
  let depth = 1
  let end = start
  while (depth > 0 && end < text.length) {
    if (text[end] === '{') depth++
    if (text[end] === '}') depth--
    end++
  }
  return text.slice(start, end - 1)
}

interface Keyed {
  name: string
  key: string
}

/** The keys of all lists but those that are keyed by their place alone; a list without a key has none. */
function keys(): Keyed[] {
  return pages.flatMap(({ name, text }) =>
    [...text.matchAll(/\{#each\s/g)].flatMap(({ index }): Keyed[] => {
      const head = braced(text, index + 1).replaceAll(/\s+/g, ' ')
      const [, place, key] = / as (?:\w+|\{[^}]*\}|\[[^\]]*\])(?:, (\w+))? \((.*)\)$/.exec(head) ?? []
      return key === undefined || key === place ? [] : [{ name, key }]
    }),
  )
}

function keyFunctions(): Keyed[] {
  return pages.flatMap(({ name, text }) =>
    [...text.matchAll(/\skey=\{/g)].map(({ index, 0: found }) => ({
      name,
      key: braced(text, index + found.length).replaceAll(/\s+/g, ' '),
    })),
  )
}

it('are keyed by place wherever two items may be equal', () => {
  const found = keys()
  expect(found.length).toBeGreaterThan(40)
  expect(found.filter(({ key }) => !Object.hasOwn(DISTINCT, key))).toEqual([])
})

it('are tables, too, whose keys are made by a function', () => {
  const found = keyFunctions()
  expect(found.length).toBeGreaterThan(6)
  expect(found.filter(({ key }) => !Object.hasOwn(KEY_FUNCTIONS, key))).toEqual([])
})

it('are not excused for keys that are gone', () => {
  const used = new Set([...keys(), ...keyFunctions()].map(({ key }) => key))
  const excused = [...Object.keys(DISTINCT), ...Object.keys(KEY_FUNCTIONS)]
  expect(excused.filter((key) => !used.has(key))).toEqual([])
})
