/** Words in the commands that a sentence offers: somebody pastes them, and names may come from somebody else. */
import { shown } from '../contract/shown'

/** A word as a shell of this system reads it back; only words that need quotes get them. */
export function quoted(word: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') {
    // Read by the C runtime: a quote is escaped by a backslash, and so are backslashes before a quote.
    if (/^[A-Za-z0-9_@+=:,./\\~-]+$/.test(word)) return word
    return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, '$&$&')}"`
  }
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** The same for a sentence, which has nothing in it that steers a terminal. */
export function quotedWord(word: string): string {
  return quoted(shown(word))
}
