/**
 * Taking the path of an address apart, for both hosts.
 *
 * Invariant: no part that leaves here is empty, `.`, `..`, or has a slash, a backslash or a control
 * character in it, however it was written.
 */

/** The decoded parts of a path that begins with a slash; null when one of them could mean another place. */
export function addressParts(path: string): string[] | null {
  if (!path.startsWith('/')) return null
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
