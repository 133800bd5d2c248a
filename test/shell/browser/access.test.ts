import { describe, expect, it } from 'vitest'
import {
  cookieHeader,
  cookieValue,
  isLoopbackHost,
  isOwnOrigin,
  refusal,
} from '../../../src-main/shell/browser/access'
import { Admission } from '../../../src-main/shell/browser/admission'
import type { RequestFacts } from '../../../src-main/shell/browser/access'

const facts = (some: Partial<RequestFacts>): RequestFacts => ({
  host: '127.0.0.1:4100',
  origin: undefined,
  fetchSite: undefined,
  fetchMode: undefined,
  cookie: undefined,
  ...some,
})

describe('the Host header', () => {
  it.each(['127.0.0.1', '127.0.0.1:80', 'localhost:4100', 'LOCALHOST:1', '[::1]:4100'])(
    'of this machine is ours: %s',
    (host) => expect(isLoopbackHost(host)).toBe(true),
  )
  it.each([
    undefined,
    '',
    'evil.example',
    'evil.example:4100',
    '127.0.0.1.evil.example:4100',
    'localhost.evil.example',
    'evil.localhost:4100',
    '0.0.0.0:4100',
    '127.0.0.2:4100',
    '127.0.0.1:4100, evil.example',
    '127.0.0.1:123456',
    'user@127.0.0.1',
    '127.1:4100',
    '2130706433',
    '127.0.0.1:4100\n',
  ])('of another is not: %j', (host) => expect(isLoopbackHost(host)).toBe(false))
})

describe('the Origin header', () => {
  it('must be that of the Host, port and all', () => {
    expect(isOwnOrigin(facts({ origin: 'http://127.0.0.1:4100' }), true)).toBe(true)
    for (const origin of [
      'http://127.0.0.1:4101',
      'http://127.0.0.1',
      'https://127.0.0.1:4100',
      'http://localhost:4100',
      'http://evil.example',
      'null',
      '',
    ])
      expect(isOwnOrigin(facts({ origin }), false), origin).toBe(false)
  })

  it('may be missing only where nothing is changed', () => {
    expect(isOwnOrigin(facts({}), false)).toBe(true)
    expect(isOwnOrigin(facts({}), true)).toBe(false)
  })

  it('is not enough when the browser says that another site asks', () => {
    for (const fetchSite of ['cross-site', 'same-site']) {
      expect(isOwnOrigin(facts({ fetchSite, fetchMode: 'no-cors' }), false)).toBe(false)
      expect(isOwnOrigin(facts({ fetchSite, fetchMode: 'navigate' }), false)).toBe(true)
      expect(isOwnOrigin(facts({ fetchSite, origin: 'http://127.0.0.1:4100' }), true)).toBe(false)
    }
  })
})

it('refuses in the order: name of the machine, origin, cookie', () => {
  const evil = { host: 'evil.example', origin: 'http://evil.example' }
  expect(refusal(facts(evil), true, true)?.status).toBe(421)
  expect(refusal(facts({ origin: 'http://evil.example' }), true, true)?.status).toBe(403)
  expect(refusal(facts({}), false, false)?.status).toBe(401)
  expect(refusal(facts({}), false, true)).toBeNull()
})

describe('cookies and tokens', () => {
  it('reads one cookie, and none when somebody has planted a second', () => {
    expect(cookieValue('a=1; halfpower-1=x; b=2', 'halfpower-1')).toBe('x')
    expect(cookieValue('halfpower-1=x; halfpower-1=y', 'halfpower-1')).toBeNull()
    expect(cookieValue('xhalfpower-1=x', 'halfpower-1')).toBeNull()
    expect(cookieValue(undefined, 'halfpower-1')).toBeNull()
  })

  it('hides the cookie from scripts and from other sites', () => {
    expect(cookieHeader('n', 'v')).toBe('n=v; Path=/; HttpOnly; SameSite=Strict')
  })

  it('exchanges a token once, for a cookie and a key that stay good together', () => {
    const admission = new Admission()
    const token = admission.newToken()
    expect(token).toMatch(/^[\w-]{43}$/)
    const session = admission.exchange(token, undefined)!
    expect(admission.exchange(token, undefined)).toBeNull()
    const cookie = `${admission.cookieName}=${session.cookie}`
    const { key } = session
    expect(admission.isKnown(cookie, key)).toBe(true)
    expect(admission.isKnown(cookie, key)).toBe(true)
    expect(admission.isKnown(cookie, null)).toBe(false)
    expect(admission.isKnown(cookie, `${key}x`)).toBe(false)
    expect(admission.isKnown(undefined, key)).toBe(false)
    expect(admission.isKnown(`${admission.cookieName}=${token}`, key)).toBe(false)
    expect(admission.isKnown(`${admission.cookieName}=`, key)).toBe(false)
    expect(new Admission().isKnown(cookie, key)).toBe(false)
    // The key of another window is none of this one's.
    const other = admission.exchange(admission.newToken(), undefined)!
    expect(admission.isKnown(cookie, other.key)).toBe(false)
    // A browser that is known is told its own key again, for a token only.
    expect(admission.exchange(admission.newToken(), cookie)).toEqual({ cookie: null, key })
    expect(admission.exchange('guessed', cookie)).toBeNull()
  })

  it('forgets the oldest of many unused tokens', () => {
    const admission = new Admission()
    const tokens = Array.from({ length: 9 }, () => admission.newToken())
    expect(admission.exchange(tokens[0]!, undefined)).toBeNull()
    expect(admission.exchange(tokens[1]!, undefined)).not.toBeNull()
  })
})
