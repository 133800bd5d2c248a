/**
 * The names of its classes that lie beside a file of weights: in the `config.json` of Hugging Face and timm, or in a
 * small file that is called as such lists are (`labels.txt`, `class_indices.json`, …). As in the file itself they are
 * taken only where they name every class once (class-names-in-file.ts).
 */
import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { classNamesIn } from './class-names-in-file'
import { CONFIG, textBeside } from './text-beside'
import type { NamedClasses } from './class-names-in-file'

/** Names of files without their endings, and how a dictionary in them is to be read where it says nothing itself. */
const FILES =
  /^(?:(?:class_?names?|classes|labels?|label_?names|class_?labels|categories|vocab)|(?:class_?indices|id2label|idx_?to_?(?:class|label|name)|label_?map)|(?:class_?to_?idx|label2id|cat_to_idx))\.(txt|json)$/i
const BY_NAME = /^(?:class_?to_?idx|label2id|cat_to_idx)\.json$/i
/** Names of 21,000 classes are half of that. */
const LARGEST = 4 * 1024 ** 2
/** What Hugging Face writes where nobody named the classes. */
const NO_NAME = /^label_\d+$/i

export interface TextBeside {
  file: string
  text: string
}

/** What may name classes beside a file; nothing where the folder cannot be listed. */
export async function textsBeside(path: string): Promise<TextBeside[]> {
  const folder = dirname(path)
  const names = await readdir(folder).catch((): string[] => [])
  const files = [CONFIG, ...names.filter((name) => FILES.test(name)).sort()].filter((name) =>
    names.includes(name),
  )
  const texts = await Promise.all(
    files.map(async (file) => ({ file, text: await textBeside(folder, file, LARGEST) })),
  )
  return texts.filter(({ text }) => text !== '')
}

/**
 * @param classes how many the model tells apart
 * @returns the names of the first that names as many; undefined where none does
 */
export function classNamesBeside(texts: readonly TextBeside[], classes: number): NamedClasses | undefined {
  for (const { file, text } of texts) {
    const found = namesIn(file, text, classes)
    if (found && !found.names.every((name) => NO_NAME.test(name)))
      return {
        names: found.names,
        where: found.where === '' ? file : `${file}, ${found.where}`,
        beside: true,
      }
  }
  return undefined
}

function namesIn(file: string, text: string, classes: number): NamedClasses | undefined {
  if (!/\.json$/i.test(file)) return listed(text, classes)
  const value = fromJson(text)
  if (value === undefined) return undefined
  if (file === CONFIG) {
    const { pretrained_cfg: inner } = value as Readonly<Record<string, unknown>>
    return classNamesIn(notesOf(value), classes) ?? classNamesIn(notesOf(inner), classes)
  }
  const whole = Array.isArray(value) || !BY_NAME.test(file) ? inEitherOrder(value) : 'class_to_idx'
  const found = classNamesIn({ [whole]: text }, classes)
  return found && { ...found, where: '' }
}

/** A dictionary of numbers is one of names to places, whatever its file is called. */
function inEitherOrder(value: unknown): string {
  const values = Object.values(value as Readonly<Record<string, unknown>>)
  return values.length > 0 && values.every((one) => typeof one === 'number') ? 'class_to_idx' : 'id2label'
}

function notesOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
      typeof inner === 'object' && inner !== null ? [[key, JSON.stringify(inner)]] : [],
    ),
  )
}

/** One name per line; `0 cat` where every line begins with its own number. */
function listed(text: string, classes: number): NamedClasses | undefined {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const numbered = lines.every((line, i) => new RegExp(`^${i}[\\s:,]+\\S`).test(line))
  const names = numbered ? lines.map((line) => line.replace(/^\d+[\s:,]+/, '')) : lines
  const found = classNamesIn({ classes: names }, classes)
  return found && { ...found, where: '' }
}

function fromJson(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
