/**
 * Under which prefixes a dictionary holds entries of a known kind of network: `module.`, `attacker.model.`,
 * `resnet.`, or whatever a wrapper chose. Found by looking: whatever stands before names that the kind knows
 * is a prefix, in any depth and combination. Pure text.
 */

/** One prefix, '' included, and which entries are known under it. */
export interface PrefixView {
  prefix: string
  /** Canonical name → full name in the file. */
  entries: Map<string, string>
}

/** No wrapper nests deeper than this; bounds the work for hostile names. */
const DEPTH = 8
/** Fewer known names than this are a coincidence (a `conv1.weight` somewhere). */
const LEAST = 4

/**
 * @param names full names in the file
 * @param canonical what the kind of network calls an entry, null where it has no such entry
 * @returns prefixes with entries that no better prefix has already explained, most entries first
 */
export function findPrefixes(
  names: readonly string[],
  canonical: (name: string) => string | null,
): PrefixView[] {
  const views = new Map<string, PrefixView>()
  for (const name of names) {
    let start = 0
    for (let depth = 0; depth <= DEPTH; depth++) {
      const known = canonical(name.slice(start))
      if (known !== null) {
        const prefix = name.slice(0, start)
        const view = views.get(prefix) ?? { prefix, entries: new Map<string, string>() }
        // Two spellings of one entry: the first stays, the other one remains unexplained and is reported.
        if (!view.entries.has(known)) view.entries.set(known, name)
        views.set(prefix, view)
      }
      const dot = name.indexOf('.', start)
      if (dot < 0) break
      start = dot + 1
    }
  }
  const explained = new Set<string>()
  const chosen: PrefixView[] = []
  for (const view of [...views.values()].sort(mostEntriesFirst)) {
    const own = [...view.entries.values()].filter((name) => !explained.has(name))
    if (own.length < LEAST) continue
    chosen.push(view)
    for (const name of view.entries.values()) explained.add(name)
  }
  return chosen
}

function mostEntriesFirst(a: PrefixView, b: PrefixView): number {
  return b.entries.size - a.entries.size || a.prefix.length - b.prefix.length
}

/** '' and every longer part of a prefix, the longest first: `a.b.` → `a.b.`, `a.`, ''. */
export function ancestors(prefix: string): string[] {
  const result = [prefix]
  let rest = prefix
  while (rest !== '') {
    rest = rest.slice(0, rest.slice(0, -1).lastIndexOf('.') + 1)
    result.push(rest)
  }
  return result
}
