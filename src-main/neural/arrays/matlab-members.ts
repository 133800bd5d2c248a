/**
 * MATLAB keeps what belongs to one image or trial in the cells of a cell array, or in the elements of an array of structs.
 * Where all of them are arrays of numbers of one shape, they are one array with an axis more, the last: that of the cells in
 * MATLAB's order. Along one axis they may differ, as repeats do; what a shorter one lacks is NaN, which repeats count as not
 * recorded (recording/assemble.ts).
 */
import { printable } from '../../checkpoints/printable'
import { allocateValues } from '../../checkpoints/values'
import { slabs } from './number-array'
import type { NumberArray } from './number-array'

/**
 * @param members in MATLAB's order; null: an empty one
 * @returns the array, and what is to be said of it; or, as a text, why they are none
 */
export function joinMembers(
  name: string,
  members: readonly (NumberArray | null)[],
): { array: NumberArray; remark: string | null } | string {
  const present = members.filter((member) => member !== null && member.shape.every((side) => side > 0))
  const [first] = present as NumberArray[]
  if (!first) return 'its cells are empty'
  const rank = Math.max(...present.map((member) => member!.shape.length))
  const sidesOf = ({ shape }: NumberArray): number[] => [
    ...shape,
    ...new Array<number>(rank - shape.length).fill(1),
  ]
  const largest = sidesOf(first)
  const least = [...largest]
  for (const member of present)
    for (const [axis, side] of sidesOf(member!).entries()) {
      largest[axis] = Math.max(largest[axis]!, side)
      least[axis] = Math.min(least[axis]!, side)
    }
  const unlike = largest.flatMap((side, axis) => (side === least[axis] ? [] : [axis]))
  if (unlike.length > 1)
    return `its cells have shapes from ${least.join(' × ')} to ${largest.join(' × ')}, which differ along more than one axis`
  const lacking = members.length - present.length
  const each = largest.reduce((product, side) => product * side, 1)
  const array: NumberArray = {
    name,
    // Axes of one step are MATLAB's habit: a row of numbers has two.
    shape: [...largest.filter((side) => side > 1), members.length],
    dtype: present.every((member) => member!.dtype === first.dtype) ? first.dtype : 'float64',
    order: 'F',
    readSlab: async (from, count) => {
      const values = allocateValues(count * each, `'${printable(name)}'`)
      if (unlike.length > 0 || lacking > 0) values.fill(NaN)
      for (let step = 0; step < count; step++) {
        const member = members[from + step]
        if (!member || member.shape.some((side) => side === 0)) continue
        const own = await member.readSlab(0, slabs(member))
        const room = values.subarray(step * each, (step + 1) * each)
        if (own.length === each) room.set(own)
        else place(own, sidesOf(member), room, largest)
      }
      return values
    },
  }
  const [axis] = unlike
  return {
    array,
    remark:
      axis === undefined && lacking === 0
        ? null
        : `The cells of '${printable(name)}' have ${axis === undefined ? 'numbers or none' : `from ${lacking > 0 ? 0 : least[axis]!} to ${largest[axis]!} steps along one axis`}: what the shorter ones lack is taken as not recorded.`,
  }
}

/** Of cells that are no array: what, why, and what to do. */
export function cellsRefusal(name: string, file: string, why: string): string {
  return `'${printable(name)}' in ${file} is a cell array (or an array of structs) that is not read as an array, because ${why}: in MATLAB, cat(3, C{:}) makes an array of cells of one size.`
}

/** Copies a smaller array into the corner of a larger one; the first axis changes fastest. */
function place(
  values: Float32Array,
  sides: readonly number[],
  room: Float32Array,
  largest: readonly number[],
): void {
  for (let at = 0; at < values.length; at++) {
    let [rest, target, stride] = [at, 0, 1]
    for (const [axis, side] of sides.entries()) {
      target += (rest % side) * stride
      rest = Math.floor(rest / side)
      stride *= largest[axis]!
    }
    room[target] = values[at]!
  }
}
