/** Words of strangers are data, wherever they come out. */
import { describe, expect, it } from 'vitest'
import { shown, shownJson, shownText } from '../../src-main/contract/shown'
import { dataSetFileSchema } from '../../src-main/contract/data-set'
import { projectFileSchema } from '../../src-main/contract/project'
import { logLineSchema } from '../../src-main/contract/studies'
import { csv } from '../../src-main/figures/csv'
import { addressParts } from '../../src-main/shell/address'
import { pictureByAddress } from '../support/bare-windows'

const STEERING = [
  '\u001b[2J',
  '\u0007',
  '\r',
  '\u009b31m',
  '\u202e',
  '\u2066',
  '\u200f',
  '\u2028',
  '\u0000',
  '\u007f',
  '\ud800',
]

describe('words that are shown', () => {
  it('steer nothing, and say what they were', () => {
    for (const words of STEERING) {
      expect(shown(`a${words}b`)).toMatch(/^a\\u\{[0-9a-f]+\}[^\p{Cc}\p{Bidi_Control}]*b$/u)
      expect(shownText(`a${words}b`)).not.toContain(words)
      const json = shownJson(JSON.stringify({ [words]: words }))
      expect(json).toMatch(/^[\x20-\x7e]*$/)
      expect(JSON.parse(json)).toEqual({ [words]: words })
    }
    expect(shown('one\ntwo')).toBe('one\\u{a}two')
    expect(shownText('one\n\ttwo')).toBe('one\n\ttwo')
    for (const plain of ['café', '猫', 'שלום', 'عين', '\u{1f431}', 'σ = 1']) expect(shown(plain)).toBe(plain)
  })

  it('are what is read from a project', () => {
    const project = {
      format: 'halfpower project',
      version: 1,
      title: 'a\u202eb',
      created: '2026-01-01T00:00:00Z',
      fieldOfView: null,
    }
    expect(projectFileSchema.parse(project).title).toBe('a\\u{202e}b')
    const line = { time: '2026-01-01T00:00:00Z', level: 'info', message: 'a\u001b]0;title\u0007b' }
    expect(logLineSchema.parse(line).message).toBe('a\\u{1b}]0;title\\u{7}b')
    expect(dataSetFileSchema.shape.classNames.parse(['c\u009bat'])).toEqual(['c\\u{9b}at'])
  })
})

describe('a cell of a table of numbers', () => {
  it('is no formula to a spreadsheet', () => {
    for (const words of [
      '=1+1',
      '+cmd|x',
      '-2+3',
      '−x',
      '@SUM(A1)',
      ' =1',
      '\t=1',
      '\t1',
      '\rx',
      '＝1',
      '＋1',
      '－1',
      '＠x',
      '"=1"'.slice(1, 3),
    ]) {
      const [, cell = ''] = csv(['a'], [[words]]).split('\r\n')
      expect(cell.replace(/^"/, ''), JSON.stringify(words)).toMatch(/^'/)
    }
    expect(csv(['=HYPERLINK("x")'], [])).toBe('"\'=HYPERLINK(""x"")"\r\n')
    expect(csv(['a\u202e'], [['b\u0000']])).toBe('a\\u{202e}\r\nb\\u{0}\r\n')
  })

  it('stays a number, and words stay words', () => {
    expect(csv(['f'], [[-0.5], ['-0.5'], ['+1e-3'], ['cat'], ['a-b'], ['a=b'], [null], ['']])).toBe(
      'f\r\n-0.5\r\n-0.5\r\n+1e-3\r\ncat\r\na-b\r\na=b\r\n\r\n\r\n',
    )
  })
})

describe('names that objects have of themselves', () => {
  it('are no addresses of pictures', async () => {
    for (const name of [
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
      'valueOf',
      '__defineGetter__',
      'isPrototypeOf',
    ])
      for (const path of [`image/${name}/x.png`, `image/${name}/a/b/1.png`, `image/${name}.png`])
        await expect(pictureByAddress(path), path).rejects.toThrow(/There is no picture/)
    expect(addressParts('/image/__proto__/x.png')).toEqual(['image', '__proto__', 'x.png'])
  })
})
