/** Arrays of a file by their names, and how sentences call them. */
import { UserError } from '../../contract/errors'
import { printable } from '../../checkpoints/printable'
import type { ArrayFile, NumberArray } from '../arrays/array-file'

/** `name` of an array and its shape, e.g. `'resp' (6 × 5)`. */
export function arrayWords({ name, shape }: Pick<NumberArray, 'name' | 'shape'>): string {
  return `'${printable(name)}' (${shape.join(' × ') || 'one number'})`
}

/** Words in names of arrays with one number for each neuron: ids, areas, depths. */
const OF_NEURONS = new Set(['unit', 'units', 'neuron', 'neurons', 'cell', 'cells', 'roi', 'rois'])

/** Whole words of a name, as in `unit_ids`, `cellDepth`, `/units/id`: not `heroic`, not `cellular`. */
function isOfNeurons(name: string): boolean {
  return name.split(/[^\p{L}]+|(?<=\p{Ll})(?=\p{Lu})/u).some((word) => OF_NEURONS.has(word.toLowerCase()))
}

/** How many neurons arrays of the file are about that have one number for each; `responses` themselves prove nothing. */
export function neuronCounts({ arrays }: Pick<ArrayFile, 'arrays'>, responses: NumberArray): number[] {
  return arrays.flatMap((array) => {
    const long = array.shape.filter((side) => side > 1)
    const isList = array.shape.length <= 2 && long.length === 1
    return array !== responses && isList && isOfNeurons(array.name) ? [long[0]!] : []
  })
}

export function arrayNamed(
  { arrays, refused, warnings }: ArrayFile,
  asked: string | null,
  file: string,
  option: string,
  what: string,
): NumberArray {
  const list = arrays.slice(0, 20).map(arrayWords).join(', ')
  const more = arrays.length > 20 ? ` and ${arrays.length - 20} more` : ''
  const refusal = asked === null ? undefined : (refused?.get(asked) ?? refused?.get(`/${asked}`))
  if (refusal !== undefined) throw new UserError('input', refusal)
  if (arrays.length === 0)
    throw new UserError(
      'input',
      `${file} holds no array of numbers that can be read${warnings[0] ? `: ${warnings[0]}` : '.'}`,
    )
  if (asked === null) {
    const [only] = arrays
    if (only && arrays.length === 1 && option === '--responses') return only
    throw new UserError('usage', `${file} holds ${list}${more}: say which are ${what} with ${option}.`)
  }
  const found = arrays.find(({ name }) => name === asked) ?? arrays.find(({ name }) => name === `/${asked}`)
  if (!found)
    throw new UserError('usage', `${file} has no array '${printable(asked)}': it has ${list}${more}.`)
  return found
}
