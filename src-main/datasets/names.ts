/**
 * What the name of a file or folder of a data set says: a part (train, val, test, however it is written), a class, a
 * number. Pure. (What systems leave behind: files/names.ts.)
 */
import { asText, byCodePoint } from '../files/names'
import { plainName } from '../contract/images/class-names'
import type { FolderRole } from '../contract/data-set'

/** The spellings that are parts' own names; they stay what they are. */
const OWN_NAMES = ['train', 'val', 'valid', 'validation', 'test']
const PART_WORDS: Readonly<Record<string, string>> = {
  ...{ train: 'train', training: 'train', trainset: 'train', trainingset: 'train', trn: 'train' },
  ...{ val: 'val', valid: 'val', validation: 'val', valset: 'val', validationset: 'val', dev: 'val' },
  ...{ validate: 'val', validating: 'val', eval: 'val', evaluate: 'val', evaluation: 'val' },
  ...{ test: 'test', testing: 'test', testset: 'test', testingset: 'test', tst: 'test' },
}
/** Words beside the part's own that say nothing: `seg_train`, `training_set`, `train-images`. */
const FILLERS = new Set([
  'set',
  'seg',
  'image',
  'images',
  'img',
  'imgs',
  'data',
  'dataset',
  'split',
  'folder',
])

/**
 * The part that a folder's name stands for: `Training`, `seg_train`, `training_set` are `train`. Undefined for any
 * other name. `valid` and `validation` stay, as they are.
 */
export function partOfName(name: string): string | undefined {
  if (OWN_NAMES.includes(name)) return name
  let part: string | undefined
  for (const word of name.toLowerCase().split(/[\s_.-]+/)) {
    if (FILLERS.has(word)) continue
    const meant = Object.hasOwn(PART_WORDS, word) ? PART_WORDS[word] : undefined
    if (meant === undefined || part !== undefined) return undefined
    part = meant
  }
  return part
}

/** Order in which parts are shown. */
export function partRank(part: string): number {
  return OWN_NAMES.indexOf(part)
}

const DOUBTFUL = /^_*(thumbs|thumbnails?|caches?|trash|recycled?|recycler|recycle[ _-]?bin)_*$/i

/** Whether a folder may be one of small copies or of rubbish: its name is a word that a class can have. */
export function isDoubtful(name: string): boolean {
  return DOUBTFUL.test(name)
}

/** Whether a doubtful name is rather a class where it stands among class folders, as in sets of waste. */
export function isUsualClass(name: string): boolean {
  return /^(trash|recycled?|recycler)$/i.test(name)
}

/** What folders were said to be, by their names. */
export type FolderRoles = Record<string, FolderRole>

/** What was said of a folder; undefined: nothing. */
export function roleOf(roles: FolderRoles, name: string): FolderRole | undefined {
  return Object.hasOwn(roles, name) ? roles[name] : undefined
}

/** Whether class names sorted as text are in another order than by the numbers in them: `s1, s10, s2`. */
export function haveTwoOrders(names: readonly string[]): boolean {
  return names.length > 1 && asText(names).join('/') !== asNumbers(names).join('/')
}

/** Whether all names are whole numbers, and so are the labels themselves. */
export function areWholeNumbers(names: readonly string[]): boolean {
  return names.every((name) => /^\d+$/.test(name))
}

/**
 * Sorted by the numbers in the names, what stands between them as text: `s2` before `s10`, `0.25` before `0.5`. Where
 * every name is a number its sign counts. Names of equal value (`1`, `01`) as text.
 */
export function asNumbers(names: readonly string[]): string[] {
  const sorted = asText(names)
  if (names.every((name) => /^[-+]?\d+(\.\d+)?$/.test(name)))
    return sorted.sort((a, b) => Number(a) - Number(b))
  const pieces = new Map(names.map((name) => [name, name.split(/(\d+(?:\.\d+)?)/)]))
  return sorted.sort((a, b) => comparePieces(pieces.get(a)!, pieces.get(b)!))
}

/** Compares text, number, text, …: every second piece is a number. */
function comparePieces(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i]!, b[i]!]
    const difference = i % 2 === 1 ? Number(x) - Number(y) : byCodePoint(x, y)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** The beginning of an order where it leaves another one, and its end: `1, 2, 3, … 20`. */
export function orderShown(order: readonly string[], other: readonly string[]): string {
  const start = Math.max(0, order.findIndex((name, i) => name !== other[i]) - 1)
  const shown = order.slice(start, start + 3)
  const rest = order.length - start - shown.length
  return [
    ...[start > 0 ? '… ' : '', shown.join(', ')],
    ...(rest === 0 ? [] : [rest === 1 ? ', ' : ', … ', order.at(-1)!]),
  ].join('')
}

/** Groups of names that differ in case, Unicode form, blanks, hyphens, or in what nobody sees. */
export function lookAlikes(names: readonly string[]): string[][] {
  const groups = new Map<string, string[]>()
  for (const name of names) {
    const key = plainName(name)
    groups.set(key, [...(groups.get(key) ?? []), name])
  }
  return [...groups.values()].filter((group) => group.length > 1)
}
