/**
 * The models that a model goes on from (methods B.4): what any of them has learnt from, it has learnt from, too. Pure.
 */
import type { ModelFile } from '../../contract/model'

/**
 * A model and, one after another, those whose weights it began with.
 * @param known models by id
 * @returns `lost` where one of them is gone or has other weights by now, so that nobody knows what it learnt from
 */
export function lineage(
  model: ModelFile,
  known: ReadonlyMap<string, ModelFile>,
): { models: ModelFile[]; lost: boolean } {
  const models = [model]
  for (;;) {
    const { provenance } = models.at(-1)!
    if (provenance.kind !== 'trained' || provenance.from === undefined) return { models, lost: false }
    const { from } = provenance
    const source = known.get(from.model)
    // No model goes on from itself; a damaged file may say so.
    if (source?.weights !== from.weights || models.includes(source)) return { models, lost: true }
    models.push(source)
  }
}

/** Whether a model, or one that it goes on from, was trained where nobody here knows on which images. */
export function fromElsewhere(model: ModelFile, known: ReadonlyMap<string, ModelFile>): boolean {
  const { models, lost } = lineage(model, known)
  return lost || models.some(({ provenance }) => provenance.kind === 'imported')
}
