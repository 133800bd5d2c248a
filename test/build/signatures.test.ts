/** What `npm audit signatures` may answer, and what that amounts to. */
import { describe, expect, it } from 'vitest'
import { signaturesVerdict } from '../../build/signatures.mjs'

const answer = (document: unknown): string => `npm warn something\n${JSON.stringify(document, null, 2)}\n`
const one = { name: 'left-pad', version: '1.3.0' }

describe('signatures', () => {
  it('pass when every package has a right one', () => {
    expect(signaturesVerdict(0, answer({ invalid: [], missing: [] })).verdict).toBe('passed')
  })

  it('fail when one is wrong or absent, with its name', () => {
    const wrong = signaturesVerdict(1, answer({ invalid: [one], missing: [] }))
    expect(wrong).toEqual({ verdict: 'failed', because: 'wrong signature: left-pad@1.3.0' })
    const absent = signaturesVerdict(1, answer({ invalid: [], missing: [one] }))
    expect(absent).toEqual({ verdict: 'failed', because: 'no signature: left-pad@1.3.0' })
  })

  it.each([
    [
      1,
      answer({ error: { code: 'ENOTFOUND', summary: 'request failed: getaddrinfo ENOTFOUND' } }),
      /ENOTFOUND/,
    ],
    [1, 'npm error code ECONNREFUSED\n', /no answer/],
    [1, '', /no answer/],
    [1, answer({ invalid: [], missing: [] }), /named no package/],
    [0, answer({}), /without a list/],
  ])('are skipped, with the reason, when nobody can be asked (%s, %j)', (code, output, reason) => {
    const { verdict, because } = signaturesVerdict(code, output)
    expect(verdict).toBe('skipped')
    expect(because).toMatch(reason)
  })
})
