/** What the names in a folder say whatever it holds: which are of the system, and the order of the others. Pure. */

/** Folders and files of systems, lower case. Names with a dot in front are hidden anyway. */
const OF_SYSTEMS = new Set([
  ...['__macosx', '$recycle.bin', 'system volume information', 'lost+found'],
  ...['@eadir', '#recycle', '#snapshot', '@recycle', '@recently-snapshot', '~snapshot', 'found.000'],
  ...['@tmp', '@sharebin', '_gsdata_'],
  ...['network trash folder', 'temporary items', '__pycache__', 'thumbs.db', 'ehthumbs.db', 'desktop.ini'],
  'icon\r',
])

/** Whether a name is hidden, or belongs to a system and not to a data set. */
export function isLeftBehind(name: string): boolean {
  return name.startsWith('.') || OF_SYSTEMS.has(name.toLowerCase())
}

/**
 * Sorted by code points, as Python's `sorted` and so torchvision's ImageFolder does. JavaScript's own sort goes by
 * UTF-16 code units, where 😀 (U+1F600) stands before ﬁ (U+FB01).
 */
export function asText(names: readonly string[]): string[] {
  return [...names].sort(byCodePoint)
}

/** Half of a surrogate pair is of a character beyond U+FFFF, so it is behind every other code unit. */
export function byCodePoint(a: string, b: string): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)]
    if (x !== y) return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1
  }
  return a.length - b.length
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff
