/**
 * The files that say the classes of ImageNet's validation images, and those that say what their numbers mean. Each is
 * told by its content, and a number is never taken for a class whose order it was not made with: the development kit
 * counts its classes from 1 in an order of its own, Caffe's lists count from 0 in the order of the WordNet ids.
 */
import { basename, extname } from 'node:path'
import { UserError } from '../contract/errors'
import { validationNumber } from './imagenet-names'
import { readLines, readSmallFile } from '../files/look'
import { readMatlab } from './matlab'

/** What a label file gives: a WordNet id or a number, for each image by its name or by its number from 1. */
export type LabelFile =
  | { by: 'name'; labels: ReadonlyMap<number, string | number> }
  | { by: 'line'; labels: readonly (string | number)[] }

/** What the numbers mean: by the id that a file gives to each class, or by the place in a list. */
export type ClassFile =
  | { by: 'id'; ids: ReadonlyMap<number, string> }
  | { by: 'place'; ids: readonly string[] }

const WORDNET = /^n\d{8}$/

/**
 * Reads `LOC_val_solution.csv`, Caffe's `val.txt`, `ILSVRC2012_validation_ground_truth.txt` or a list of one WordNet id
 * per image.
 * @throws UserError('input') when it is none of them, names an image twice, or mixes ids and numbers
 */
export async function readLabelFile(path: string): Promise<LabelFile> {
  const lines = (await readLines(path)).filter((line, i) => !(i === 0 && /^ImageId\s*,/i.test(line)))
  const wrong = (line: string) =>
    new UserError(
      'input',
      `"${path}" has the line "${line.slice(0, 80)}"; a file of ImageNet's validation labels has an image and its class, or only a class, in each line.`,
    )
  if (lines.length === 0) throw new UserError('input', `"${path}" is empty.`)
  const label = (text: string | undefined): string | number | undefined =>
    text === undefined
      ? undefined
      : WORDNET.test(text)
        ? text
        : /^\d{1,6}$/.test(text)
          ? Number(text)
          : undefined
  const named = new Map<number, string | number>()
  const plain: (string | number)[] = []
  for (const line of lines) {
    const [first, second] = line.split(/[\s,]+/)
    const image = validationNumber(basename(first!))
    const value = label(image === undefined ? first : second)
    if (value === undefined || (image === undefined && second !== undefined)) throw wrong(line)
    if (image === undefined) plain.push(value)
    else if (named.has(image))
      throw new UserError('input', `"${path}" names the image ${basename(first!)} twice.`)
    else named.set(image, value)
  }
  if (named.size > 0 && plain.length > 0)
    throw wrong(lines.find((line) => validationNumber(line) === undefined)!)
  const values = named.size > 0 ? [...named.values()] : plain
  if (new Set(values.map((value) => typeof value)).size > 1)
    throw new UserError('input', `"${path}" has WordNet ids and numbers: it should have one of them.`)
  return named.size > 0 ? { by: 'name', labels: named } : { by: 'line', labels: plain }
}

/**
 * Reads the development kit's `meta.mat`, a text with a WordNet id and a number in each line (`map_clsloc.txt`), or a
 * list of WordNet ids in order (`synset_words.txt`, `LOC_synset_mapping.txt`, `imagenet_class_index.json`).
 * @throws UserError('input') when it is none of them, or names a class or a number twice
 */
export async function readClassFile(path: string): Promise<ClassFile> {
  const ending = extname(path).toLowerCase()
  const read = ending === '.mat' ? readMeta : ending === '.json' ? readIndex : readPairs
  const pairs = await read(path)
  if (pairs.length === 0) throw new UserError('input', `"${path}" names no classes.`)
  const names = new Set(pairs.map(({ id }) => id))
  const numbers = new Set(pairs.map(({ number }) => number))
  if (names.size < pairs.length) throw new UserError('input', `"${path}" names a class more than once.`)
  if (pairs.every(({ number }) => number === undefined))
    return { by: 'place', ids: pairs.map(({ id }) => id) }
  if (numbers.has(undefined) || numbers.size < pairs.length)
    throw new UserError('input', `"${path}" has no number of its own for each class.`)
  return { by: 'id', ids: new Map(pairs.map(({ id, number }) => [number!, id])) }
}

interface Pair {
  id: string
  number: number | undefined
}

async function readPairs(path: string): Promise<Pair[]> {
  const lines = await readLines(path)
  const parsed = lines.map((line): Pair | undefined => {
    const [first = '', second = ''] = line.split(/[\s,]+/)
    if (WORDNET.test(first))
      return { id: first, number: /^\d{1,6}$/.test(second) ? Number(second) : undefined }
    return WORDNET.test(second) && /^\d{1,6}$/.test(first) ? { id: second, number: Number(first) } : undefined
  })
  const wrong = parsed.indexOf(undefined)
  if (wrong >= 0)
    throw new UserError(
      'input',
      `"${path}" has the line "${lines[wrong]!.slice(0, 80)}"; a list of ImageNet's classes begins each line with a WordNet id such as n01440764, a number beside it where it has one.`,
    )
  return parsed as Pair[]
}

/** The list of 1,000 classes has 35 kB; what is parsed has fifty times as many. */
const MOST_INDEX_BYTES = 4 * 1024 ** 2

/** Keras's `imagenet_class_index.json`: `{"0": ["n01440764", "tench"], …}`, numbers from 0 in the order of the outputs. */
async function readIndex(path: string): Promise<Pair[]> {
  const refuse = (): UserError =>
    new UserError(
      'input',
      `"${path}" is no list of classes as imagenet_class_index.json is one, {"0": ["n01440764", "tench"], …} with every number from 0 on.`,
    )
  let parsed: unknown
  try {
    parsed = JSON.parse((await readSmallFile(path, MOST_INDEX_BYTES)).toString('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw refuse()
    throw error
  }
  const entries = typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : []
  // Keys of an object that are whole numbers come in their order.
  return entries.map(([key, entry]: [string, unknown], place) => {
    const id: unknown = Array.isArray(entry) ? entry[0] : entry
    if (key !== String(place) || typeof id !== 'string' || !WORDNET.test(id)) throw refuse()
    return { id, number: undefined }
  })
}

/** `synsets` of the development kit: those without children are the classes. */
async function readMeta(path: string): Promise<Pair[]> {
  const synsets = readMatlab(await readSmallFile(path), `"${path}"`).get('synsets')
  const refuse = (): UserError =>
    new UserError(
      'input',
      `"${path}" has no "synsets" with ILSVRC2012_ID and WNID, as the development kit's meta.mat has.`,
    )
  if (!Array.isArray(synsets)) throw refuse()
  return synsets.flatMap((synset): Pair[] => {
    if (typeof synset === 'number') throw refuse()
    const number = synset.get('ILSVRC2012_ID')
    const id = synset.get('WNID')
    const children = synset.get('num_children')
    if (!Array.isArray(number) || typeof number[0] !== 'number' || typeof id !== 'string') throw refuse()
    return Array.isArray(children) && children[0] !== 0 ? [] : [{ id, number: number[0] }]
  })
}

/** The labels of the development kit without what their numbers mean. */
export function needsIds(path: string): string {
  return `The numbers in "${path}" are those of ImageNet's development kit, which are not in the order of a model's outputs: say what they mean with the kit's meta.mat or map_clsloc.txt (--class-file), or take LOC_val_solution.csv or Caffe's val.txt instead (--label-file).`
}
