/**
 * Two equal keys in one list end a page: Svelte draws no more of it. Sentences may well be equal (two models of one
 * name, one quantity in two units), so that a list of them is keyed by place. A list that is keyed by its own items
 * stands here with the reason why they differ.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** Name of the item → why no two are equal. */
const DISTINCT: Record<string, string> = {
  norm: 'the names of the norms',
  pass: 'low, high',
  type: 'the types of a form',
  severity: 'the severities of a form, or of a plan',
  sigma: 'a draft refuses a σ that it has',
  place: 'places in a list',
  step: 'the steps of the wizard',
  key: 'the questions that a file leaves open',
  value: 'a grid of f_mix ascends',
  url: 'addresses of different images',
  name: 'names of tensors in one dictionary',
}

const folder = join(import.meta.dirname, '../../src-renderer')

it('are keyed by place wherever two items may be equal', () => {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.svelte'))
    .flatMap((name) =>
      [
        ...readFileSync(join(folder, name), 'utf8').matchAll(/\{#each [^}]* as (\w+)(?:, \w+)? \(\1\)\}/g),
      ].map(([, item]) => ({ name, item: item! })),
    )
  expect(found.length).toBeGreaterThan(5)
  expect(found.filter(({ item }) => !Object.hasOwn(DISTINCT, item))).toEqual([])
})
