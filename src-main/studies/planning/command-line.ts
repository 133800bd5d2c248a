/** Options and words of a command line as a shell reads them back. */
import type { ImageSelectionRequest } from '../../contract/image-selection'

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

export function common(request: {
  batchSize: number
  title?: string | undefined
  device?: string | undefined
}): string[] {
  return [
    ...option('--batch', request.batchSize, 128),
    ...option('--title', request.title),
    ...option('--device', request.device),
  ]
}
