/** The names of ImageNet's validation images, and where a file lies beside a data set. Pure. */
import { relative, resolve, sep } from 'node:path'

/** The number of a validation image by its name, from 1; undefined for any other name. */
export function validationNumber(name: string): number | undefined {
  const digits = /^ILSVRC2012_val_(\d{8})(?:\.(?:jpe?g|png|webp))?$/i.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** A path as it is kept: relative to the data set, with `/`. */
export function besides(dataSet: string, file: string): string {
  return relative(dataSet, resolve(file)).split(sep).join('/')
}
