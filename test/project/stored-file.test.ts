import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { STATUS_FILE } from '../../src-main/project/kinds'
import { parseStored } from '../../src-main/project/stored-file'
import type { StoredKind } from '../../src-main/project/stored-file'

/** A kind that has changed twice: `colour` became `colours`, then got an order. */
const kind: StoredKind<{ format: 'test'; version: 3; colours: { name: string; place: number }[] }> = {
  format: 'test',
  version: 3,
  remedy: 'paint it anew',
  schema: z.object({
    format: z.literal('test'),
    version: z.literal(3),
    colours: z.array(z.object({ name: z.string(), place: z.int() })),
  }),
  migrations: {
    1: ({ colour, ...rest }) => ({ ...rest, colours: [colour] }),
    2: (old) => ({ ...old, colours: (old.colours as string[]).map((name, place) => ({ name, place })) }),
  },
}

describe('a stored file', () => {
  it('comes forward from every older version, step by step', () => {
    const now = { format: 'test', version: 3, colours: [{ name: 'blue', place: 0 }] }
    expect(
      parseStored('f.json', JSON.stringify({ format: 'test', version: 1, colour: 'blue' }), kind),
    ).toEqual(now)
    expect(
      parseStored('f.json', JSON.stringify({ format: 'test', version: 2, colours: ['blue'] }), kind),
    ).toEqual(now)
    expect(parseStored('f.json', JSON.stringify(now), kind)).toEqual(now)
  })

  it('of a newer version is refused with both numbers', () => {
    expect(() => parseStored('f.json', '{"format":"test","version":4}', kind)).toThrow(
      /file version 4; this one knows 3/,
    )
  })

  it('of another format, or of none, is refused', () => {
    expect(() => parseStored('f.json', '{"format":"other","version":1}', kind)).toThrow(
      /"f.json" is not a test file/,
    )
    expect(() => parseStored('f.json', '[]', kind)).toThrow(/is not a test file/)
  })

  it('that is cut off anywhere is refused with its name', () => {
    const text = JSON.stringify({ format: 'test', version: 3, colours: [{ name: 'blue', place: 0 }] })
    for (let length = 0; length < text.length; length++) {
      expect(() => parseStored('f.json', text.slice(0, length), kind)).toThrow(/"f.json" is damaged/)
    }
  })

  it('that is damaged in any way says what can be done about this kind of file', () => {
    for (const text of ['{"format"', '[]', '{"format":"test","version":3,"colours":7}'])
      expect(() => parseStored('f.json', text, kind)).toThrow(/Restore it from a copy, or paint it anew\.$/)
  })
})

it('of a study whose first version did not know its threads comes forward', () => {
  const first = {
    format: 'halfpower study status',
    version: 1,
    id: 'sweep-1',
    state: 'paused',
    order: 1,
    units: { total: 2, done: 1, failed: 0 },
    failures: [],
    error: null,
    created: '2026-01-02T03:04:05.000Z',
    started: null,
    finished: null,
  }
  expect(parseStored('status.json', JSON.stringify(first), STATUS_FILE)).toEqual({
    ...first,
    version: 2,
    threads: null,
  })
})
