/**
 * Paths and names of files come from others and may hold what steers (control characters, turned directions). On a page they
 * are shown by `shown` only. This reads the source of every component; what a schema of the contract has shown already
 * (titles, names of models and data sets, class names) needs nothing more.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** A path or a file's name as it stands: the end of a chain of properties, or a variable of its own. */
const RAW = /\{\s*(?:[\w$]+[?!]?\.)*(?:path|folder|file|absolutePath|labelFile|classFile)\s*\}/
/** `title={…}`, text and labels show; these hand on. */
const HANDED_ON =
  /\b(?:bind:\w+|value|path|folder|file|href|src)=\{[^}]*\}|\{(?:path|folder|file)\}(?=\s*(?:\/?>|\w+=))/g

/** Schemas that have shown it. */
const SHOWN_BY_CONTRACT = ['origin.file']
/** Words of a form of ours. */
const OURS = ['shown.folder']

function rawWords(source: string): string[] {
  const markup = source.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<style[\s\S]*?<\/style>/g, '')
  return markup
    .replace(HANDED_ON, '')
    .split('\n')
    .flatMap((line) => new RegExp(RAW, 'g')[Symbol.match](line) ?? [])
    .map((found) => found.replace(/[{}\s]/g, ''))
    .filter((found) => ![...SHOWN_BY_CONTRACT, ...OURS].includes(found))
}

describe('paths on pages', () => {
  const files = readdirSync('src-renderer', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.svelte'),
  )

  it('are shown, never as they are', () => {
    expect(files.length).toBeGreaterThan(80)
    const raw = files.flatMap((name) =>
      rawWords(readFileSync(join('src-renderer', name), 'utf8')).map((found) => `${name} ${found}`),
    )
    expect(raw).toEqual([])
  })

  it('the scan sees them', () => {
    for (const line of [
      '<p>{dataSet.absolutePath}</p>',
      '<span title={project.info.folder}>',
      '<ul aria-label="Contents of {found.folder}">',
      '<code>{path}</code>',
      '<p>Written to {written.file}.</p>',
    ])
      expect(rawWords(line), line).toHaveLength(1)
    for (const line of [
      '<p>{asShown(found.folder)}</p>',
      '<input bind:value={path} />',
      '<Field {path} a="b" />',
    ])
      expect(rawWords(line), line).toEqual([])
  })

  it('errors are shown by the one component that shows them', () => {
    const notice = readFileSync('src-renderer/components/Notice.svelte', 'utf8')
    expect(notice.match(/\{error\.message\}/)).toBeNull()
    expect(notice.match(/\{shownText\(.*\)\}/g)).toHaveLength(2)
  })
})
