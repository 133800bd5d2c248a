/** Right answers of two models to the same images, clean or corrupted. */
import { corruptionGroup, corruptionGroupSchema } from '../../contract/kinds/corruption/corruptions'
import { pairedDifference } from '../../statistics/paired-proportions'
import { isBenchmark } from '../corruption/aggregate'
import { areOfSameImages } from './same-images'
import { readAnswers } from '../evaluation/answers-file'
import type { StoredAnswers } from '../evaluation/answers-file'
import type { ComparedNumber, ComparedPartOf } from '../../contract/comparisons/comparison'

/** Both models' answers to the images of one cell: 1 right, 0 wrong. */
interface Answers {
  first: Uint8Array
  second: Uint8Array
}

type Cell = ComparedPartOf<'corruption'>['cells'][number]

export async function compareAccuracy(part: ComparedPartOf<'accuracy'>): Promise<ComparedNumber> {
  return numberOf('accuracy', [await answersOf(part)])
}

/** Every mean that a corruption study has: over all cells, by group, by severity and by type. */
export async function compareCorruptions({ cells }: ComparedPartOf<'corruption'>): Promise<ComparedNumber[]> {
  const answers = new Map<Cell, Answers>()
  for (const cell of cells) answers.set(cell, await answersOf(cell))
  const benchmark = cells.filter(({ type }) => isBenchmark(type))
  const severities = [...new Set(cells.map(({ severity }) => severity))]
  const types = [...new Set(cells.map(({ type }) => type))]
  const parts: { part: string; members: readonly Cell[] }[] = [
    { part: 'mean', members: benchmark },
    ...corruptionGroupSchema.options.map((group) => ({
      part: group,
      members: benchmark.filter(({ type }) => corruptionGroup(type) === group),
    })),
    ...severities.map((severity) => ({
      part: `severity-${severity}`,
      members: benchmark.filter((cell) => cell.severity === severity),
    })),
    ...types.map((type) => ({ part: type, members: cells.filter((cell) => cell.type === type) })),
  ]
  return parts
    .filter(({ members }) => members.length > 0)
    .map(({ part, members }) =>
      numberOf(
        part,
        members.map((cell) => answers.get(cell)!),
      ),
    )
}

function numberOf(part: string, cells: readonly Answers[]): ComparedNumber {
  // Cells that ended at a precision hold the first images of one order: what is paired are those in all of them.
  const lengths = cells.flatMap(({ first, second }) => [first.length, second.length])
  const images = Math.min(...lengths)
  const leftOut = Math.max(...lengths) - images
  const sum = (of: 'first' | 'second'): Float64Array => {
    const right = new Float64Array(images)
    for (const cell of cells) for (let i = 0; i < images; i++) right[i]! += cell[of][i]!
    return right
  }
  const found = pairedDifference(sum('first'), sum('second'), cells.length)
  return { part, ...found, images, leftOut, sentence: leftOutWords(images, leftOut) }
}

function leftOutWords(images: number, leftOut: number): string | null {
  return leftOut === 0
    ? null
    : `Cells ended at a precision: only the ${images} images that both models answered in all of them are compared.`
}

async function answersOf({ first, second }: { first: string; second: string }): Promise<Answers> {
  const [one, two] = [await readAnswers(first), await readAnswers(second)]
  if (!areOfSameImages(one, two))
    throw new Error(`"${first}" and "${second}" are not answers to the same images.`)
  return { first: rightOf(one), second: rightOf(two) }
}

/** Which images of a file were answered rightly: 1 or 0, with their labels and indices. */
export async function rightAnswers(
  file: string,
): Promise<Pick<StoredAnswers, 'label' | 'index'> & { right: Uint8Array }> {
  const stored = await readAnswers(file)
  return { right: rightOf(stored), label: stored.label, index: stored.index }
}

function rightOf({ predicted, label }: StoredAnswers): Uint8Array {
  return Uint8Array.from(label, (wanted, i) => (predicted[i] === wanted ? 1 : 0))
}
