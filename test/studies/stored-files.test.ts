/**
 * Every file of arrays that a unit leaves is written by one codec, which stands beside the study that writes it in a file
 * `*-file.ts` together with what reads it: found by reading the sources of every kind.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { KIND_NAMES } from '../../src-main/contract/kinds/kinds'
import { ROOT } from '../support/root'

const STUDIES = join(ROOT, 'src-main', 'studies')

const sourcesOf = (folder: string): { file: string; text: string }[] =>
  readdirSync(join(STUDIES, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .toSorted()
    .map((file) => ({ file, text: readFileSync(join(STUDIES, folder, file), 'utf8') }))

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name]) => name!)

describe.each(KIND_NAMES)('the stored files of the kind "%s"', (kind) => {
  const sources = sourcesOf(kind)
  const whole = sources.map(({ text }) => text).join('\n')
  const codecs = sources.filter(({ file }) => basename(file).endsWith('-file.ts'))
  const encoders = codecs.flatMap(({ text }) => all(text, /export function (encode\w+)\(/g))
  /** What is given to `writeArrays`, up to its bracket. */
  const written = all(whole, /context\.writeArrays\(\s*(\w+)/g)

  it('are each written by one codec of its own folder', () => {
    // Nothing is written that the scan does not understand.
    expect(written).toHaveLength(all(whole, /(\bwriteArrays)\b/g).length)
    expect(new Set(encoders).size).toBe(encoders.length)
    expect([...new Set(written)].toSorted()).toEqual(encoders.toSorted())
  })

  it('are written exactly where its units say so', () => {
    const units = all(whole, /\barrays: '(npz|safetensors)'/g)
    expect(written.length > 0).toBe(units.length > 0)
    const formats = codecs.flatMap(({ text }) => all(text, /\breturn encode(Npz|Safetensors)\(/g))
    expect(formats).toHaveLength(encoders.length)
    expect(new Set(formats.map((format) => format.toLowerCase()))).toEqual(new Set(units))
  })

  it('are read and written by these codecs only', () => {
    const others = sources.filter(
      ({ file, text }) =>
        !codecs.some((codec) => codec.file === file) && /\b(?:en|de)code(?:Npz|Safetensors|Typed)/.test(text),
    )
    expect(others.map(({ file }) => file)).toEqual([])
  })
})

it('are read by no other study than through them', () => {
  const others = sourcesOf('comparison').filter(({ text }) => /\bdecode(?:Npz|Safetensors|Typed)/.test(text))
  expect(others.map(({ file }) => file)).toEqual([])
})
