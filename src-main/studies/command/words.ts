/** Options and words of a command line as a shell reads them back. */
import type { OptionRow, StudyCommand } from './command'
import type { ImageSelectionRequest } from '../../contract/images/selection'
import type { KindName } from '../../contract/kinds/kinds'
import type { RequestOf } from '../../contract/plans'

/** An option and its value; nothing when it is absent or what it would be anyway. */
export function option(
  name: string,
  value: string | number | undefined,
  otherwise?: string | number,
): string[] {
  if (value === undefined || value === otherwise) return []
  const word = String(value)
  // What begins with a dash would be taken for an option of its own.
  return word.startsWith('-') ? [`${name}=${word}`] : [name, word]
}

/** Which images, as every command says it. */
export function imageWords(request: ImageSelectionRequest): string[] {
  return [
    ...option('--limit', request.limit),
    ...option('--per-class', request.perClass),
    ...option('--first', request.first),
    ...option('--subset-seed', request.subsetSeed),
    ...(request.includeTrainingImages ? ['--include-training-images'] : []),
  ]
}

/** A value as it is typed: lists between commas, `none` for null; null for what is not typed at all. */
function typed(value: unknown): string | null {
  if (Array.isArray(value)) return value.map((each) => typed(each) ?? 'none').join(',')
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

/** The help of a row with what is usual behind it, as people type it. */
export function helpOf({ help, usual, usualWords }: OptionRow): string {
  const words = usualWords ?? typed(usual)
  return words === null ? help : `${help} (${words})`
}

/** The words of the command that makes the same study. Models come last: they may be many. */
export function wordsOf<Kind extends KindName>(
  command: StudyCommand<Kind>,
  folder: string,
  request: RequestOf<Kind>,
): string[] {
  const said = command.said(request) as Readonly<Record<string, unknown>>
  const rows = Object.entries(command.rows as Readonly<Record<string, OptionRow>>)
  const last = ([name]: [string, OptionRow]): number => Number(name === 'model')
  return [
    ...['halfpower', command.name, folder],
    ...rows.toSorted((a, b) => last(a) - last(b)).flatMap(([name, row]) => rowWords(row, said[name])),
  ]
}

function rowWords({ flags, usual }: OptionRow, value: unknown): string[] {
  // Of several names the last: commander calls the option by that one.
  const flag = /--[a-z-]+(?!.*--[a-z-])/.exec(flags)![0]
  if (typeof value === 'boolean') return value === flag.startsWith('--no-') ? [] : [flag]
  if (Array.isArray(value) && value.length === 0) return []
  return option(flag, typed(value) ?? undefined, typed(usual) ?? undefined)
}
