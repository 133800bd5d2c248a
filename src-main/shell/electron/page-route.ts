/**
 * What an address of the page's scheme asks for, from the address alone. Files are looked up by
 * page-protocol.ts.
 */
import { addressParts } from '../address'
import { isOwnAddress } from './policy'

export type PageRoute =
  | { kind: 'file'; parts: string[] }
  | { kind: 'image'; path: string }
  | { kind: 'missing' }

export function pageRoute(method: string, address: string): PageRoute {
  if (!isOwnAddress(address) || (method !== 'GET' && method !== 'HEAD')) return { kind: 'missing' }
  const parts = addressParts(new URL(address).pathname)
  if (parts === null) return { kind: 'missing' }
  if (parts[0] === 'image') return { kind: 'image', path: parts.join('/') }
  return { kind: 'file', parts: parts.length === 0 ? ['index.html'] : parts }
}

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff: 'font/woff',
  woff2: 'font/woff2',
}

/** The type of a file of the page, by its ending; null for what the page has no files of. */
export function contentType(name: string): string | null {
  return TYPES[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? null
}
