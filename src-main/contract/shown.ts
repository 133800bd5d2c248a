/**
 * Words that come from others (titles, paths, class names, ids), as they can be shown anywhere: in a terminal, a
 * log, a page, a table of numbers. What steers instead of being read (control characters, among them those that begin a
 * command to a terminal, and characters that turn the direction of what follows) is written out by its number.
 */

/** Controls; directional marks, overrides and isolates; line and paragraph separators; halves of characters. */
const STEERING = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/gu
/** The same, but the end of a line and a tab, which our own text has. */
const STEERING_IN_TEXT = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/gu

/** A name or path on one line: `a\u{1b}[2J` for a name that would clear a screen. */
export function shown(words: string): string {
  return words.replace(STEERING, byNumber)
}

/** Text of several lines: line ends and tabs stay. */
export function shownText(text: string): string {
  return text.replace(STEERING_IN_TEXT, byNumber)
}

/** What takes no room or looks like a blank: joiners, soft hyphens, marks, every blank but the usual one. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu
const OTHER_SCRIPT = /[\p{Script=Cyrillic}\p{Script=Greek}]/gu

/**
 * A name beside another one from which it may differ in what nobody sees: that is written out by its number, and so are
 * letters of another alphabet among Latin ones, which look like them (`c\u{430}t`).
 */
export function shownExactly(words: string): string {
  const unseen = shown(words).replace(UNSEEN, byNumber)
  return /\p{Script=Latin}/u.test(words) ? unseen.replace(OTHER_SCRIPT, byNumber) : unseen
}

/** JSON text that says the same, with the escapes that JSON has for what a terminal or an editor would obey. */
export function shownJson(json: string): string {
  return json.replace(STEERING, (character) =>
    Array.from(
      { length: character.length },
      (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  )
}

function byNumber(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`
}
