/**
 * The multi-task VGG of neural co-training (Safarani 2021; methods J.6): the features of a VGG cut in two
 * sequences, each counted from 0, a read-out of classes, and one of neural responses that the logits never
 * see. Where the cut lies is found from the indices.
 */
import type { Family } from './family'
import { canonicalReadOut, proposeVgg, readOutPlaces, vggIndices } from './vgg'

const FEATURES =
  /^mtl_vgg_core\.(v1_block|shared_block|unshared_block)\.(\d+)\.(weight|bias|running_mean|running_var|num_batches_tracked)$/
const READ_OUT = /^classification_readout\.(\d+\.(?:weight|bias))$/

/** The family for a dictionary with these names; null where none of them is of this kind. */
export function multiTaskVgg(names: readonly string[]): Family | null {
  const cut = cutIndex(names)
  if (cut === null) return null
  const places = readOutPlaces(names, /(?:^|\.)classification_readout\.(\d+)\.weight$/)
  return {
    names: 'the names of the multi-task VGG of neural co-training',
    canonical(name) {
      const readOut = READ_OUT.exec(name)
      if (readOut) return canonicalReadOut(`classifier.${readOut[1]!}`, places)
      const match = FEATURES.exec(name)
      if (!match) return null
      const [, block, index, field] = match
      return `features.${Number(index) + (block === 'unshared_block' ? cut : 0)}.${field!}`
    },
    own(canonical) {
      if (canonical.startsWith('classifier.'))
        return canonical.replace('classifier', 'classification_readout')
      const [, index, field] = canonical.split('.')
      const place = Number(index)
      return place < cut
        ? `mtl_vgg_core.v1_block.${place}.${field!}`
        : `mtl_vgg_core.unshared_block.${place - cut}.${field!}`
    },
    propose: (shapes) =>
      proposeVgg(shapes, "torchvision's VGG").map((proposal) => ({
        ...proposal,
        reasons: [
          `A VGG cut behind layer ${cut} of its features: the part before is shared with the neural read-out.`,
          ...proposal.reasons,
        ],
      })),
    aside: (name) =>
      name.startsWith('v1_readout.')
        ? 'the read-out of neural responses, which the logits do not pass'
        : null,
  }
}

function cutIndex(names: readonly string[]): number | null {
  const shared = new Set<number>()
  const unshared = new Set<number>()
  for (const name of names) {
    const match = /mtl_vgg_core\.(v1_block|shared_block|unshared_block)\.(\d+)\.weight$/.exec(name)
    if (match) (match[1] === 'unshared_block' ? unshared : shared).add(Number(match[2]))
  }
  if (shared.size === 0) return null
  const last = Math.max(...shared)
  // Indices that were kept stand for themselves.
  if (unshared.size > 0 && Math.min(...unshared) > last) return 0
  // Behind the last layer with weights there may be a ReLU, a ReLU and a pooling, or nothing.
  const fits = (cut: number): boolean =>
    vggIndices().some((known) => [...unshared].every((index) => known.has(index + cut)))
  return [last + 2, last + 3, last + 1].find(fits) ?? last + 2
}
