/**
 * Tokens, cookies and keys: a token is printed in an address and works once; what it is exchanged for are a
 * cookie and a key, which together let a window in, also again after it has lost its connection, for as long as the
 * host runs. Kept in memory only.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { cookieValue } from './access'

/** Unused tokens that are kept; of more, the oldest no longer work. */
const MOST_TOKENS = 8

interface Session {
  /** Digest of the cookie's value. */
  cookie: Buffer
  key: string
  keyDigest: Buffer
}

export class Admission {
  /** Cookies of one name are shared by all ports of a host name: hosts side by side need names of their own. */
  readonly cookieName = `halfpower-${randomBytes(4).toString('hex')}`
  readonly #tokens: Buffer[] = []
  readonly #sessions: Session[] = []

  /** A new token, for one address. */
  newToken(): string {
    const token = secret()
    this.#tokens.push(digest(token))
    if (this.#tokens.length > MOST_TOKENS) this.#tokens.shift()
    return token
  }

  /**
   * What a token lets in with; null when there is no such token. It is used up, except by a browser that has a cookie
   * already, whose key it is then told again (`cookie` null). Nobody learns a key without a token.
   *
   * @param header the Cookie header
   */
  exchange(token: string, header: string | undefined): { cookie: string | null; key: string } | null {
    const place = find(this.#tokens, token)
    if (place < 0) return null
    const known = this.#session(header)
    if (known) return { cookie: null, key: known.key }
    this.#tokens.splice(place, 1)
    const [cookie, key] = [secret(), secret()]
    this.#sessions.push({ cookie: digest(cookie), key, keyDigest: digest(key) })
    return { cookie, key }
  }

  /** Whether a Cookie header has one of our cookies, and the key is the one that belongs to it. */
  isKnown(header: string | undefined, key: string | null): boolean {
    const session = this.#session(header)
    return session !== null && key !== null && timingSafeEqual(session.keyDigest, digest(key))
  }

  #session(header: string | undefined): Session | null {
    const value = cookieValue(header, this.cookieName)
    if (value === null) return null
    const place = find(
      this.#sessions.map(({ cookie }) => cookie),
      value,
    )
    return this.#sessions[place] ?? null
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url')
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Compares digests, in a time that says nothing about them. */
function find(digests: readonly Buffer[], text: string): number {
  const wanted = digest(text)
  return digests.findIndex((candidate) => timingSafeEqual(candidate, wanted))
}
