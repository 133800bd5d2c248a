/**
 * What a page may do inside Electron, and who may call: decisions from plain values. No Electron here.
 *
 * Invariant: whatever is not allowed by name is denied.
 */

/** The page's own scheme and host. A scheme of our own: pages on file:// may read every file. */
export const SCHEME = 'halfpower'
export const PAGE_ADDRESS = `${SCHEME}://app/`

/** Whether an address is our page, whatever part of it. */
export function isOwnAddress(address: string): boolean {
  try {
    const { protocol, host, username, password } = new URL(address)
    return protocol === `${SCHEME}:` && host === 'app' && username === '' && password === ''
  } catch {
    return false
  }
}

/** Whether the page may load something: its own files, and what it has made itself. */
export function mayRequest(address: string): boolean {
  if (isOwnAddress(address)) return true
  try {
    return ['data:', 'blob:', 'devtools:'].includes(new URL(address).protocol)
  } catch {
    return false
  }
}

/** Whether a download may be offered: only what the page has made (a figure, a table). */
export function mayDownload(address: string): boolean {
  return address.startsWith('data:') || address.startsWith(`blob:${SCHEME}://app/`)
}

/** Copying a command line is the one thing that our page may ask for. */
export function mayHavePermission(permission: string, address: string): boolean {
  return permission === 'clipboard-sanitized-write' && isOwnAddress(address)
}

/** What is known of who sent a message; a frame that is gone has no address. */
export interface Sender {
  address: string | undefined
  /** Not a frame inside the page. */
  isMainFrame: boolean
}

/** Whether a message may be answered. */
export function isTrustedSender({ address, isMainFrame }: Sender): boolean {
  return isMainFrame && address !== undefined && isOwnAddress(address)
}
