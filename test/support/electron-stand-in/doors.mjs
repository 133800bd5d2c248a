/** What goes in and out of a page: its scheme, its calls, and what a session lets through. */
import { EventEmitter } from 'node:events'

/** Chromium knows no scheme of ours: the page's is an address that only we answer. */
export const ORIGIN = 'https://halfpower-app.invalid'
const OWN = 'halfpower://app'

/** @param {string} address */
export const outward = (address) => address.replace(OWN, ORIGIN)
/** @param {string} address */
export const inward = (address) => (address.startsWith(ORIGIN) ? OWN + address.slice(ORIGIN.length) : address)

/** @type {Map<string, (...words: any[]) => unknown>} */
const calls = new Map()
export const ipcMain = {
  handle: (/** @type {string} */ channel, /** @type {(...words: any[]) => unknown} */ handler) =>
    void calls.set(channel, handler),
}

/**
 * @param {import('playwright').Frame} frame
 * @param {string} channel
 * @param {unknown[]} words
 */
export async function answerCall(frame, channel, words) {
  const handler = calls.get(channel)
  if (!handler) throw new Error(`No handler registered for '${channel}'`)
  const event = { senderFrame: { url: inward(frame.url()), parent: frame.parentFrame() } }
  // Electron clones what is sent, and refuses what cannot be.
  return structuredClone(await handler(event, ...structuredClone(words)))
}

/** @type {Map<string, (request: Request) => Response | Promise<Response>>} */
const schemes = new Map()
/** @type {Set<string>} */
const privileged = new Set()
export const protocol = {
  registerSchemesAsPrivileged: (/** @type {{ scheme: string }[]} */ all) => {
    for (const { scheme } of all) privileged.add(scheme)
  },
  handle: (/** @type {string} */ scheme, /** @type {(request: Request) => Promise<Response>} */ handler) => {
    if (!privileged.has(scheme)) throw new Error(`The scheme "${scheme}" was not registered before.`)
    schemes.set(scheme, handler)
  },
}

class Session extends EventEmitter {
  /** @type {((details: { url: string }, respond: (answer: { cancel?: boolean }) => void) => void) | null} */
  beforeRequest = null
  setPermissionRequestHandler() {}
  setPermissionCheckHandler() {}
  setDevicePermissionHandler() {}
  setSpellCheckerEnabled() {}
  webRequest = {
    onBeforeRequest: (/** @type {Session['beforeRequest']} */ handler) => {
      this.beforeRequest = handler
    },
  }
}
export const session = { defaultSession: new Session() }

/** @param {import('playwright').Route} route */
export async function answerRequest(route) {
  const request = route.request()
  const url = inward(request.url())
  let cancelled = false
  session.defaultSession.beforeRequest?.({ url }, ({ cancel }) => (cancelled = cancel === true))
  if (cancelled) return await route.abort('blockedbyclient')
  const handler = schemes.get(new URL(url).protocol.slice(0, -1))
  if (!handler) return await route.continue()
  const response = await handler(new Request(url, { method: request.method() }))
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  })
}
