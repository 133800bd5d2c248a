/**
 * What becomes of a running study when the window is closed or the program is to end: what is asked, and
 * what an answer means. Decisions only.
 */

export interface Question {
  message: string
  detail: string
  buttons: readonly string[]
}

export type Decision = 'quit' | 'hide' | 'stay'

/** What is about to end: the window, the program, or the work in this project because another is opened. */
export type Ending = 'window' | 'program' | 'project'

const CHOICES: Record<Ending, readonly (readonly [string, Decision])[]> = {
  window: [
    ['Go on without a window', 'hide'],
    ['Pause and quit', 'quit'],
    ['Cancel', 'stay'],
  ],
  program: [
    ['Pause and quit', 'quit'],
    ['Cancel', 'stay'],
  ],
  project: [
    ['Pause and open the other project', 'quit'],
    ['Cancel', 'stay'],
  ],
}

/** What to ask; null when nothing runs and nobody needs to be asked. `running` is the watch's sentence. */
export function questionAtClosing(what: Ending, running: string | null): Question | null {
  if (running === null) return null
  return {
    message: `${running}.`,
    detail: 'What is finished is kept. What is paused goes on when this project is opened next.',
    buttons: CHOICES[what].map(([label]) => label),
  }
}

/** What the chosen button (by its place) means; closing the dialog is Cancel. */
export function decisionOf(what: Ending, button: number): Decision {
  return CHOICES[what][button]?.[1] ?? 'stay'
}

/**
 * The project that a command line of ours names: the first word after `--` that is no option. Without `--`, as file
 * managers and Windows start a program, the first that is a project by its name, or in a package any word.
 *
 * @param packaged whether the program is a package, whose words are all for us
 */
export function projectOf(words: readonly string[], packaged = false): string | null {
  const mark = words.indexOf('--')
  const isWord = (word: string): boolean => word !== '' && !word.startsWith('-')
  if (mark >= 0) return folderOf(words.slice(mark + 1).find(isWord))
  // The first is the program.
  const rest = words.slice(1).filter(isWord)
  return folderOf(
    rest.find((word) => /\.halfpower[/\\]?$|[/\\]project\.json$/i.test(word)) ??
      (packaged ? rest[0] : undefined),
  )
}

/** Somebody may have opened the file that makes a folder a project. */
function folderOf(word: string | undefined): string | null {
  return word?.replace(/(?<=.)[/\\]project\.json$/i, '') ?? null
}
