/**
 * A file of weights and the models that it could be, in words and rows. Pure.
 */
import type { CheckpointDescription, DescribedTensor } from '../../../../src-main/contract/import/checkpoint'
import type { ImportCandidate, NormaliserPreset } from '../../../../src-main/contract/import/import'

/** Where tensors stand in the file, e.g. `state_dict › ema`. */
export function placeWords(path: readonly string[]): string {
  return path.length === 0 ? 'the file itself' : path.join(' › ')
}

/** E.g. `64 × 3 × 7 × 7`. */
export function shapeWords(shape: readonly number[]): string {
  return shape.length === 0 ? 'one number' : shape.join(' × ')
}

/** E.g. `10 classes, colour images of 32 × 32 pixels`: what tells candidates of one architecture apart. */
export function contractWords({ classes, channels, size }: ImportCandidate): string {
  const images = channels === null ? 'images' : channels === 1 ? 'gray images' : 'colour images'
  return [
    ...(classes === null ? [] : [`${classes} classes`]),
    size === null
      ? `${images} of a size that the file does not say`
      : `${images} of ${size.pixels} × ${size.pixels} pixels`,
  ].join(', ')
}

/** E.g. `0.485, 0.456, 0.406 / 0.229, 0.224, 0.225`, with no more digits than tell normalisers apart. */
export function normaliserWords({ mean, std }: Pick<NormaliserPreset, 'mean' | 'std'>): string {
  if (mean.every((value) => value === 0) && std.every((value) => value === 1)) return 'x as it is'
  const list = (values: readonly number[]): string =>
    values.map((value) => String(Number(value.toPrecision(4)))).join(', ')
  return `(x − ${mean.length > 1 ? `[${list(mean)}]` : list(mean)}) / ${std.length > 1 ? `[${list(std)}]` : list(std)}`
}

export interface TensorRow extends DescribedTensor {
  key: string
}

/** The tensors of a dictionary whose name, shape or type contains every word. */
export function tensorRows(
  { dictionaries }: CheckpointDescription,
  dictionary: number,
  text: string,
): TensorRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return (dictionaries[dictionary]?.tensors ?? []).flatMap((tensor, i) => {
    const all =
      `${tensor.name} ${shapeWords(tensor.shape)} ${tensor.shape.join('×')} ${tensor.dtype}`.toLowerCase()
    return words.every((word) => all.includes(word)) ? [{ ...tensor, key: String(i) }] : []
  })
}

export interface Difference {
  title: string
  names: string[]
}

/** What does not match between the file and a candidate, by kind; [] where it fits. */
export function differencesOf({ missing, wrongShapes, unexpected }: ImportCandidate): Difference[] {
  return [
    { title: 'The file lacks', names: missing },
    {
      title: 'Of another shape',
      names: wrongShapes.map(
        ({ name, found, expected }) => `${name}: ${shapeWords(found)} instead of ${shapeWords(expected)}`,
      ),
    },
    { title: 'Without a place in it', names: unexpected },
  ].filter(({ names }) => names.length > 0)
}
