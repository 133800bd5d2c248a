/** Responses as text: what NumPy and pandas write, and what is refused. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openArrayFile } from '../../src-main/neural/arrays/array-file'

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'halfpower-text-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function read(text: string, name = 'responses.csv') {
  const path = join(folder, name)
  writeFileSync(path, text)
  const file = await openArrayFile(path)
  try {
    const [array] = file.arrays
    const [rows = 0] = array!.shape
    return { shape: array!.shape, values: [...(await array!.readSlab(0, rows))], warnings: file.warnings }
  } finally {
    await file.close()
  }
}

describe('responses as text', () => {
  it.each([
    ['numpy.savetxt with commas', '1.000000000000000000e+00,-2.5e-01\n3,4\n'],
    ['tabs', '1\t-0.25\n3\t4\n', 'r.tsv'],
    ['semicolons, the line ends of Windows, blank lines at the end', '1;-.25\r\n3;4\r\n\r\n'],
    ['names', 'left,right\n1,-0.25\n3,4'],
    ['names in quotation marks', '"a","b"\n"1","-0.25"\n"3","4"\n'],
  ])('as %s', async (_what, text, name = 'r.csv') => {
    expect(await read(text, name)).toEqual({ shape: [2, 2], values: [1, -0.25, 3, 4], warnings: [] })
  })

  it('leaves out the index and the names that pandas writes, and says so', async () => {
    const { shape, values, warnings } = await read(',0,1\n0,1.0,-0.25\n1,3.0,\n')
    expect(shape).toEqual([2, 2])
    expect(values).toEqual([1, -0.25, 3, NaN])
    expect(warnings).toEqual([
      'The first column of "responses.csv" has no name and is left out: it numbers the lines.',
      'The first line of "responses.csv" counts 0, 1, 2 … and is taken as names of columns.',
    ])
  })

  it('takes a line of numbers for numbers, also where its first is missing', async () => {
    expect(await read(',5\n3,4\n')).toEqual({ shape: [2, 2], values: [NaN, 5, 3, 4], warnings: [] })
  })

  it('reads more rows than were expected', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${i},${-i}`)
    const { shape, values } = await read(rows.join('\n'))
    expect(shape).toEqual([5000, 2])
    expect(values.slice(-2)).toEqual([4999, -4999])
  })

  it.each([
    ['a line that is short', '1,2\n3\n', /^Line 2 of "responses\.csv" has 1 cells and the first line 2/],
    ['a word', '1,2\n3,x\n', /^Line 2 of "responses\.csv" has "x" in column 2, which is no number/],
    ['decimal commas', '1,5;2,5\n3,5;4,5\n4,5;5,5\n', /^Line 2 of "responses\.csv" has "3,5" in column 1/],
    ['names only', 'a,b\n', /holds no line of numbers/],
    ['nothing', '', /holds no line of numbers|empty/],
  ])('refuses %s in a sentence', async (_what, text, sentence) => {
    await expect(read(text)).rejects.toThrow(sentence)
  })
})
