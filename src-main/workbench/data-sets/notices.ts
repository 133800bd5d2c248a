/** What one should know of how a data set is read, a sentence each. */
import { readOrder } from '../../datasets/order'
import type { FoundDataSet, HowRead, InspectedPart } from '../../contract/data-set'

export async function orderNotice(
  path: string,
  { order, dataFormat }: HowRead,
  count: number,
): Promise<string> {
  const { from } = await readOrder(path, order!, count)
  const listed =
    dataFormat === 'imagenet-val'
      ? "by class, then name, as torchvision's ImageNet has them"
      : 'as they are listed without it'
  const some = Math.min(1000, Math.max(1, Math.floor(count / 2)))
  return `The images are in the order of "${order!}", which names each of the ${count} once, counted from ${from} among the images ${listed}: "the first ${some}" are those that it names first (--first ${some} of a study).`
}

export function sixteenBitNotice(how: 'scale' | 'clip'): string {
  return how === 'scale'
    ? "There are gray images of 16 bits, of which the upper 8 are kept (value / 256). Pillow's convert, and so torchvision's ImageFolder, takes 255 for everything above 255 instead: for a model that was trained with it, or values that go to 255 only, add the data set with --sixteen-bit clip."
    : "Of gray images of 16 bits everything above 255 is taken as 255, as by Pillow's convert and so torchvision's ImageFolder; --sixteen-bit scale keeps the upper 8 bits instead."
}

export function classOrderNotice({ classOrder: order }: HowRead, { orderExamples }: FoundDataSet): string {
  if (orderExamples === undefined)
    return order === 'listed'
      ? 'The classes are in the order of wnids.txt; a model that was trained with ImageFolder has them in the order of their ids as text: then add the data set with --class-order text.'
      : 'The classes are in the order of their ids as text, as ImageFolder has them; a model whose outputs follow wnids.txt, which has another order, needs --class-order listed.'
  const { numeric, text } = orderExamples
  return order === 'numeric'
    ? `The names of the class folders have numbers and are taken in their order as numbers (${numeric}); a model that was trained with torchvision's ImageFolder has them as text (${text}): then add the data set with --class-order text.`
    : `The names of the class folders have numbers and are taken in their order as text (${text}), as torchvision's ImageFolder takes them; a model whose outputs are in the order of the numbers (${numeric}) needs --class-order numeric.`
}

const FEW = 5

/** Classes without an image in a part: accuracy there is one of fewer classes, and labels with gaps may mean another set. */
export function emptyClassesWords(
  parts: readonly Pick<InspectedPart, 'split' | 'classNames' | 'perClass'>[],
): string[] {
  return parts.flatMap(({ split, classNames, perClass }) => {
    const empty = classNames.filter((_, label) => (perClass[label] ?? 0) === 0)
    if (empty.length === 0) return []
    const names = empty.slice(0, FEW).map((name) => `"${name}"`)
    const rest = empty.length > FEW ? ` and ${empty.length - FEW} more` : ''
    return [
      `No image${split === null ? '' : ` of "${split}"`} is of ${empty.length} of the ${classNames.length} classes: ${names.join(', ')}${rest}.`,
    ]
  })
}
