/** PyTorch's files and pickles as one of the readers that open.ts chooses among. */
import type { CheckpointReader } from '../reader'
import { matchPytorch } from './match'
import { openPytorch } from './open'

export const pytorchReader: CheckpointReader = {
  match: async ({ source }) => (await matchPytorch(source)) !== null,
  open: ({ source }) => openPytorch(source),
}
