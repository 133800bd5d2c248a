/** Names that come from a file, as they can stand in a sentence: no control characters, and not endless. */

const MOST_LETTERS = 120

/** One parameter only, so that it can be mapped over a list. */
export function printable(text: string): string {
  // Cut first: a name may be as long as the file.
  const begin = text.slice(0, MOST_LETTERS).replace(/[^\x20-\x7e\u00a1-\ud7ff]/g, '?')
  return text.length > MOST_LETTERS ? `${begin}…` : begin
}
