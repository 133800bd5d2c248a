import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../src-main/contract/json'
import { unitKey } from '../../src-main/project/keys'

describe('canonical JSON', () => {
  it('sorts keys, drops undefined, knows one zero and no infinity', () => {
    expect(canonicalJson({ b: [1, -0, null], a: { d: 'é"', c: true }, x: undefined })).toBe(
      '{"a":{"c":true,"d":"é\\""},"b":[1,0,null]}',
    )
    expect(() => canonicalJson({ a: NaN })).toThrow(/NaN/)
    expect(() => canonicalJson([Infinity])).toThrow(/Infinity/)
  })

  it('is JSON of the same value, whatever the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value)
        expect(canonicalJson(JSON.parse(text))).toBe(text)
        if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
          expect(canonicalJson(Object.fromEntries(Object.entries(value).reverse()))).toBe(text)
        }
      }),
    )
  })
})

describe('unit keys', () => {
  it('never change for the same inputs (results on users’ disks depend on it)', () => {
    const inputs = {
      kind: 'train',
      methodVersion: 1,
      device: 'onnxruntime',
      settings: { seed: 0, sigma: 1.5, previous: null },
    }
    const text =
      '{"device":"onnxruntime","kind":"train","methodVersion":1,"settings":{"previous":null,"seed":0,"sigma":1.5}}'
    expect(unitKey(inputs)).toBe(createHash('sha256').update(text).digest('hex'))
    expect(unitKey(inputs)).toBe('6b049e46a72211affee8607defb82553e76c9bcc3e6b813266434059b27ad7e0')
  })
})
