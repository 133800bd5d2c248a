/**
 * Tokens and cookies: a token is printed in an address and works once; what it is exchanged for is a
 * cookie that lets a window in, also again after it has lost its connection, for as long as the host runs.
 * Kept in memory only.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { cookieValue } from './access'

/** Unused tokens that are kept; of more, the oldest no longer work. */
const MOST_TOKENS = 8

export class Admission {
  /** Cookies of one name are shared by all ports of a host name: hosts side by side need names of their own. */
  readonly cookieName = `halfpower-${randomBytes(4).toString('hex')}`
  readonly #tokens: Buffer[] = []
  readonly #sessions: Buffer[] = []

  /** A new token, for one address. */
  newToken(): string {
    const token = secret()
    this.#tokens.push(digest(token))
    if (this.#tokens.length > MOST_TOKENS) this.#tokens.shift()
    return token
  }

  /** The cookie's value for a token, which is used up; null when there is no such token. */
  exchange(token: string): string | null {
    const place = find(this.#tokens, token)
    if (place < 0) return null
    this.#tokens.splice(place, 1)
    const session = secret()
    this.#sessions.push(digest(session))
    return session
  }

  /** Whether a Cookie header has one of our cookies. */
  isKnown(cookie: string | undefined): boolean {
    const value = cookieValue(cookie, this.cookieName)
    return value !== null && find(this.#sessions, value) >= 0
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
