/**
 * Who may speak to the browser host: decisions about one request, from its headers alone. No sockets, no
 * files.
 *
 * Threats: another web page in the same browser (whose requests carry a foreign Origin, or are marked
 * cross-site, also when it comes from another port of this machine), a page that has pointed its own name
 * at 127.0.0.1 (whose requests carry a foreign Host), and another user of this machine: browsers send a cookie to every
 * port of 127.0.0.1, so a server of that user's may have been sent ours. The page lies below a second secret, its key,
 * which is part of its path and so goes to this port only; cookie and key must be of one window.
 */

/** What a request says about itself. */
export interface RequestFacts {
  host: string | undefined
  origin: string | undefined
  /** `Sec-Fetch-Site`, which browsers set and pages cannot. */
  fetchSite: string | undefined
  /** `Sec-Fetch-Mode`. */
  fetchMode: string | undefined
  cookie: string | undefined
}

export interface Refusal {
  status: 401 | 403 | 421
  message: string
}

export const MESSAGES = {
  host: 'Halfpower answers only at 127.0.0.1 and localhost.',
  origin: 'Halfpower answers only its own pages.',
  unknown:
    'This window is not known to Halfpower, or Halfpower was started again since. Open the address that it ' +
    'printed last (each address works once; press Enter in its terminal for another).',
} as const

/** A name of this machine itself, and any port: through an SSH tunnel the port differs from ours. */
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i

/** Whether a Host header names this machine. */
export function isLoopbackHost(host: string | undefined): host is string {
  return host !== undefined && LOOPBACK.test(host)
}

/**
 * Whether a request may come from where it says it comes from.
 *
 * @param strict for what changes something or opens a socket: an Origin must be there, and must be ours
 */
export function isOwnOrigin(facts: RequestFacts, strict: boolean): boolean {
  const { host, origin, fetchSite, fetchMode } = facts
  if (origin !== undefined) {
    if (host === undefined || origin.toLowerCase() !== `http://${host.toLowerCase()}`) return false
  } else if (strict) return false
  if (fetchSite === undefined || fetchSite === 'same-origin' || fetchSite === 'none') return true
  // Following a link to our page is harmless: the page that linked cannot read what it leads to.
  return !strict && fetchMode === 'navigate'
}

/**
 * Why a request is refused, before anything is looked up for it; null when it may go on.
 *
 * @param known whether its cookie and its key were given out by this host, together
 */
export function refusal(facts: RequestFacts, strict: boolean, known: boolean): Refusal | null {
  if (!isLoopbackHost(facts.host)) return { status: 421, message: MESSAGES.host }
  if (!isOwnOrigin(facts, strict)) return { status: 403, message: MESSAGES.origin }
  return known ? null : { status: 401, message: MESSAGES.unknown }
}

/** The value of a cookie in a Cookie header; null when it is not there, or there more than once. */
export function cookieValue(header: string | undefined, name: string): string | null {
  if (header === undefined) return null
  const found = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
  return found.length === 1 ? found[0]!.slice(name.length + 1) : null
}

/** The Set-Cookie header that lets a window in until the browser ends. */
export function cookieHeader(name: string, value: string): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict`
}
