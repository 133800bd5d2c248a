/**
 * Pairs as text, so that different models and different programs are compared on the same hybrids: a
 * CSV with the header `low,high` and one pair of data-set indices per line.
 *
 * Invariant: what `pairsFromCsv` returns can be measured: every index exists and the two images of a
 * pair have different classes. An image may occur more than once; the file decides.
 */
import { UserError } from '../contract/errors'
import type { Pairs } from './pairing'

const HEADER = 'low,high'

export function pairsToCsv(pairs: Pairs): string {
  const lines = [HEADER]
  pairs.low.forEach((low, i) => lines.push(`${low},${pairs.high[i]!}`))
  return lines.join('\n') + '\n'
}

/**
 * Reads pairs; spaces, a byte-order mark, Windows line ends and empty lines at the end are let through.
 * @param text the file's content
 * @param labels class index of every image of the data set that the pairs are for
 * @param name how to call the file in a sentence
 * @throws UserError('input') that names the line and what is wrong with it
 */
export function pairsFromCsv(text: string, labels: Int32Array, name = 'the pairs file'): Pairs {
  const lines = text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(/\r\n|\n|\r/)
  if (fields(lines[0]!).join(',') !== HEADER) {
    throw new UserError(
      'input',
      `Line 1 of ${name} is '${shortened(lines[0]!)}': it must be the header '${HEADER}'.`,
    )
  }
  if (lines.length === 1) {
    throw new UserError(
      'input',
      `${capital(name)} has no pairs after its header: give one pair 'low,high' of image indices per line.`,
    )
  }
  const low = new Int32Array(lines.length - 1)
  const high = new Int32Array(lines.length - 1)
  lines.slice(1).forEach((line, i) => {
    const where = `Line ${i + 2} of ${name}`
    const [lowText, highText, ...more] = fields(line)
    if (lowText === undefined || highText === undefined || more.length > 0) {
      throw new UserError(
        'input',
        `${where} is '${shortened(line)}': it must hold two image indices, 'low,high'.`,
      )
    }
    low[i] = indexOf(lowText, 'low', labels.length, where)
    high[i] = indexOf(highText, 'high', labels.length, where)
    const label = labels[low[i]]!
    if (label === labels[high[i]]) {
      throw new UserError(
        'input',
        `${where} pairs the images ${low[i]} and ${high[i]}, which are both of class ${label}: a hybrid needs two classes.`,
      )
    }
  })
  return { low, high }
}

function fields(line: string): string[] {
  return line.split(',').map((field) => field.trim())
}

function indexOf(text: string, role: 'low' | 'high', count: number, where: string): number {
  if (!/^\d+$/.test(text)) {
    throw new UserError('input', `${where}: the ${role} index '${shortened(text)}' is not a whole number.`)
  }
  const index = Number(text)
  if (index >= count) {
    throw new UserError(
      'input',
      `${where}: the ${role} index '${shortened(text)}' is outside the data set, which has the images 0 to ${count - 1}.`,
    )
  }
  return index
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
