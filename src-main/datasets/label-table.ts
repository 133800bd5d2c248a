/**
 * A table that says the class of each image: which of its columns has the names of the images and which the classes, and
 * which images those are. Nothing is guessed that the folder does not prove: every row has to name an image that is
 * there, and one column has to be the class.
 */
import { extname } from 'node:path'
import { shown } from '../contract/shown'
import { partOfName } from './names'
import type { TableRows } from './table-text'

/** The images of one folder, relative to the data set; `''` where they lie right in it. */
export interface FlatFolder {
  name: string
  files: readonly string[]
}

export interface LabelTable {
  /** Path of each image relative to the data set, and its class as written; in the order of the rows. */
  images: Map<string, string>
  /** How the column of the classes is called; null: it has no name. */
  column: string | null
  /** The classes in the order of their columns, where there is one column for each (0 or 1); null: one column has them. */
  columns: string[] | null
  /** Images in the same folder that no row names. */
  unnamed: number
  /** A column that says of which part each image is (`split`: train, test); null: there is none. */
  parts: PartColumn | null
  /** Title of a column that is called so and says other things than the names of parts; null: there is none. */
  unreadParts: string | null
}

export interface PartColumn {
  at: number
  title: string
  /** Part of each image by its path, called as parts are. */
  of: Map<string, string>
}

/** @returns the table, or why it says no classes of these images (a clause). */
export function labelTable(
  rows: TableRows,
  folders: readonly FlatFolder[],
  part: string | undefined,
): LabelTable | string {
  const width = rows[0]?.length ?? 0
  if (width < 2) return 'it has no two columns'
  const uneven = rows.findIndex((row) => row.length !== width)
  if (uneven >= 0)
    return `its line ${uneven + 1} has ${rows[uneven]!.length} fields and the first one ${width}`
  const place = nameColumn(rows, folders, part)
  if (typeof place === 'string') return place
  const { at, hasTitle, paths, files } = place
  const titles = hasTitle ? rows[0]! : null
  const body = hasTitle ? rows.slice(1) : rows
  const others = Array.from({ length: width }, (_, column) => column).filter((column) => column !== at)
  const parts = partColumn(body, others, titles, paths)
  if (typeof parts === 'string') return parts
  const classes = classColumn(
    body,
    others.filter((column) => column !== parts?.at),
    titles,
  )
  if (typeof classes === 'string') return classes
  const images = new Map<string, string>()
  for (const [i, row] of body.entries()) {
    const label = classes.of(row)
    const path = paths[i]!
    if (label === '') return `it gives the image "${shown(path)}" no class`
    if (images.has(path) && images.get(path) !== label)
      return `it names the image "${shown(path)}" twice with different classes`
    images.set(path, label)
  }
  const unreadParts =
    parts === null
      ? (titles?.find(
          (title, column) => column !== at && title !== classes.title && PART_TITLE.test(title.trim()),
        ) ?? null)
      : null
  return {
    ...{ images, column: classes.title, columns: classes.columns, unnamed: files - images.size },
    ...{ parts, unreadParts },
  }
}

const PART_TITLE = /^(?:(?:data[ _-]?)?(?:split|sub[ _-]?set|set|partition|phase|part|fold|usage))$/i

/** A column that is called so and says nothing but names of parts, of two or more; why it says two of an image (a clause). */
function partColumn(
  body: TableRows,
  others: readonly number[],
  titles: readonly string[] | null,
  paths: readonly string[],
): PartColumn | null | string {
  for (const at of others) {
    const title = titles?.[at] ?? ''
    if (!PART_TITLE.test(title.trim())) continue
    const parts = body.map((row) => partOfName(row[at]!.trim()))
    if (parts.includes(undefined) || new Set(parts).size < 2) continue
    const of = new Map<string, string>()
    for (const [i, path] of paths.entries()) {
      if (of.has(path) && of.get(path) !== parts[i])
        return `it names the image "${shown(path)}" in two parts (${of.get(path)} and ${parts[i]})`
      of.set(path, parts[i]!)
    }
    return { at, title, of }
  }
  return null
}

interface NameColumn {
  at: number
  hasTitle: boolean
  /** Of the images of the rows below the title. */
  paths: string[]
  /** How many images lie where they were found. */
  files: number
}

function nameColumn(
  rows: TableRows,
  folders: readonly FlatFolder[],
  part: string | undefined,
): NameColumn | string {
  const places = [...folders.map((folder) => [folder]), ...(folders.length > 1 ? [folders] : [])]
  let nearest = { found: 0, words: 'none of its columns names the images' }
  const whole: (NameColumn & { name: string })[] = []
  for (const place of places) {
    // All folders together only where no single one has them all.
    if (place.length > 1 && whole.length > 0) break
    const find = finder(place, folders.length === 1)
    const files = place.reduce((sum, folder) => sum + folder.files.length, 0)
    for (let at = 0; at < rows[0]!.length; at++) {
      const hasTitle = find(rows[0]![at]!) === undefined
      const values = (hasTitle ? rows.slice(1) : rows).map((row) => row[at]!)
      const paths = values.map(find)
      const found = paths.filter((path) => path !== undefined).length
      if (values.length > 0 && found === values.length)
        whole.push({
          at,
          hasTitle,
          paths: paths as string[],
          files,
          name: place.length > 1 ? '' : place[0]!.name,
        })
      else if (found > nearest.found)
        nearest = {
          found,
          words: `it names "${shown(values[paths.indexOf(undefined)]!.slice(0, 80))}", which is not there`,
        }
    }
  }
  if (whole.length === 0) return nearest.words
  // A number can be a class and the name of an image without its ending: names differ from each other, and have endings.
  const columns = preferred(
    preferred(whole, ({ paths }) => new Set(paths).size === paths.length),
    ({ at }) => rows.slice(1).every((row) => extname(row[at]!) !== ''),
  )
  if (new Set(columns.map(({ at }) => at)).size > 1) return 'more than one of its columns names the images'
  const ofPart = preferred(columns, ({ name }) => part !== undefined && partOfName(name) === part)
  const best =
    ofPart.length === 1 ? ofPart : preferred(ofPart, ({ files, paths }) => files === new Set(paths).size)
  return best.length === 1 ? best[0]! : 'images of its names lie in more than one folder'
}

/** Those that have a property, where there are any. */
function preferred<T>(all: readonly T[], has: (one: T) => boolean): readonly T[] {
  const some = all.filter(has)
  return some.length > 0 ? some : all
}

/** Finds an image by what a table calls it: its name with or without ending, below whatever folders. */
function finder(folders: readonly FlatFolder[], isOnly: boolean): (value: string) => string | undefined {
  const byName = new Map<string, string | null>()
  const put = (key: string, path: string): void => void byName.set(key, byName.has(key) ? null : path)
  for (const { name, files } of folders)
    for (const file of files) {
      const path = name === '' ? file : `${name}/${file}`
      put(file, path)
      put(file.slice(0, file.length - extname(file).length), path)
      if (name !== '') put(path, path)
    }
  return (value) => {
    const plain = value.replaceAll('\\', '/').replace(/^(?:\.?\/)+/, '')
    const exact = byName.get(plain)
    if (exact !== undefined) return exact ?? undefined
    const parts = plain.split('/')
    const below = byName.get(parts.slice(-2).join('/')) ?? (isOnly ? byName.get(parts.at(-1)!) : undefined)
    return (parts.length > 1 ? below : undefined) ?? undefined
  }
}

const CLASS_TITLE =
  /^(?:labels?|class(?:es|[ _]?(?:id|name|label))?|categor(?:y|ies)|targets?|label[ _]?(?:id|name)|species|breed|diagnosis|dx|y)$/i

interface ClassColumn {
  of: (row: readonly string[]) => string
  title: string | null
  columns: string[] | null
}

function classColumn(
  body: TableRows,
  others: readonly number[],
  titles: readonly string[] | null,
): ClassColumn | string {
  const one = (at: number): ClassColumn => ({
    of: (row) => row[at]!,
    title: titles?.[at] ?? null,
    columns: null,
  })
  if (others.length === 0) return 'none of its columns is the class of the image'
  if (others.length === 1) return one(others[0]!)
  if (titles === null)
    return `it has ${others.length + 1} columns without titles: keep the image and its class`
  const named = others.filter((at) => CLASS_TITLE.test(titles[at]!))
  if (named.length === 1) return one(named[0]!)
  const isOneHot = body.every((row) => {
    const values = others.map((at) => Number(row[at] === '' ? NaN : row[at]))
    return (
      values.every((value) => value === 0 || value === 1) &&
      values.filter((value) => value === 1).length === 1
    )
  })
  const classes = others.map((at) => titles[at]!)
  if (isOneHot && new Set(classes).size === classes.length)
    return {
      of: (row) => titles[others.find((at) => Number(row[at]) === 1)!]!,
      title: null,
      columns: classes,
    }
  const list = others.map((at) => shown(titles[at]!.slice(0, 40)))
  const some = `${list.slice(0, 6).join(', ')}${list.length > 6 ? ', …' : ''}`
  return named.length > 1
    ? `more than one of its columns may be the class (${named.map((at) => shown(titles[at]!)).join(', ')}): keep one of them`
    : `none of its columns (${some}) is called label, class, category or target: call the one of the classes so`
}
