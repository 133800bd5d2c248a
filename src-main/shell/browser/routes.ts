/**
 * What a request asks for, from its method and address alone. Addresses are taken apart here and nowhere
 * else; whatever is not one of these is `missing`.
 *
 * Invariant: no part of a path that leaves here is empty, `.`, `..`, or has a slash, a backslash or a
 * control character in it, however it was written.
 */

export type Route =
  /** The page itself, for those who have a cookie, or a token in exchange for one. */
  | { kind: 'page'; token: string | null }
  /** A file of the built page, as path below it. */
  | { kind: 'file'; path: string }
  /** A picture, as the workbench names it. */
  | { kind: 'image'; path: string }
  | { kind: 'socket' }
  | { kind: 'upload begin'; name: string }
  | { kind: 'upload piece'; folder: string; path: string[]; offset: number; size: number }
  | { kind: 'upload discard'; folder: string }
  | { kind: 'missing' }
  /** There is such an address, but not for this method. */
  | { kind: 'wrong method'; allowed: string }

/** Characters of an address that are looked at, at most. */
const LONGEST = 8_192

/** Whether a route changes something on this machine or opens a line to it. */
export function needsOrigin(route: Route): boolean {
  return !['page', 'file', 'image', 'missing'].includes(route.kind)
}

export function routeOf(method: string, address: string): Route {
  if (address.length > LONGEST || !address.startsWith('/')) return { kind: 'missing' }
  const mark = address.indexOf('?')
  const parts = pathParts(mark < 0 ? address : address.slice(0, mark))
  if (parts === null) return { kind: 'missing' }
  const query = new URLSearchParams(mark < 0 ? '' : address.slice(mark + 1))
  if (parts[0] === 'upload') return uploadRoute(method, parts.slice(1), query)
  if (method !== 'GET' && method !== 'HEAD') return { kind: 'wrong method', allowed: 'GET, HEAD' }
  if (parts.length === 0 || (parts.length === 1 && parts[0] === 'index.html'))
    return { kind: 'page', token: query.get('token') }
  if (parts.length === 1 && parts[0] === 'socket') return { kind: 'socket' }
  return { kind: parts[0] === 'image' ? 'image' : 'file', path: parts.join('/') }
}

function uploadRoute(method: string, parts: string[], query: URLSearchParams): Route {
  const [folder, ...path] = parts
  if (folder === undefined) {
    if (method !== 'POST') return { kind: 'wrong method', allowed: 'POST' }
    const name = query.get('name')
    return name === null || name === '' ? { kind: 'missing' } : { kind: 'upload begin', name }
  }
  if (path.length === 0)
    return method === 'DELETE'
      ? { kind: 'upload discard', folder }
      : { kind: 'wrong method', allowed: 'DELETE' }
  if (method !== 'PUT') return { kind: 'wrong method', allowed: 'PUT' }
  const offset = wholeNumber(query.get('offset'))
  const size = wholeNumber(query.get('size'))
  return offset === null || size === null
    ? { kind: 'missing' }
    : { kind: 'upload piece', folder, path, offset, size }
}

/** The decoded parts of a path; null when one of them could mean another place. */
function pathParts(path: string): string[] | null {
  if (path === '/') return []
  const parts: string[] = []
  for (const written of path.slice(1).split('/')) {
    let part: string
    try {
      part = decodeURIComponent(written)
    } catch {
      return null
    }
    if (part === '' || part === '.' || part === '..' || /[/\\\p{Cc}]/u.test(part)) return null
    parts.push(part)
  }
  return parts
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null
}
