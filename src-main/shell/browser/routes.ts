/**
 * What a request asks for, from its method and address alone; whatever is not one of these is `missing`.
 * Paths are taken apart in ../address.ts, whose invariant holds for every part that leaves here.
 */
import { addressParts } from '../address'

export type Route =
  /** The page itself, for those who are known, or have a token. */
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

/** What the page of a window lies below: `/w/KEY/`. */
export function windowPath(key: string): string {
  return `w/${key}/`
}

/** Takes the key of a window off an address. */
export function withoutKey(address: string): { key: string | null; address: string } {
  const found = /^\/w\/([\w-]{20,100})(\/.*)$/.exec(address)
  return found ? { key: found[1]!, address: found[2]! } : { key: null, address }
}

/** @param address without the key of its window */
export function routeOf(method: string, address: string): Route {
  if (address.length > LONGEST || !address.startsWith('/')) return { kind: 'missing' }
  const mark = address.indexOf('?')
  const parts = addressParts(mark < 0 ? address : address.slice(0, mark))
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

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null
}
