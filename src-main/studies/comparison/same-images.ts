/** Whether stored answers are to the same images: those of all of them, or the first ones of one order where cells ended at a precision. */

export interface AnsweredImages {
  label: ArrayLike<number>
  /** Null: not known, so that nothing says which images fewer of them are. */
  index: Int32Array | null
}

export function areOfSameImages(one: AnsweredImages, two: AnsweredImages): boolean {
  if (one.label.length !== two.label.length && (one.index === null || two.index === null)) return false
  const images = Math.min(one.label.length, two.label.length)
  for (let i = 0; i < images; i++) {
    if (one.label[i] !== two.label[i]) return false
    if (one.index && two.index && one.index[i] !== two.index[i]) return false
  }
  return true
}
