/** Files of weights, looked at as "model inspect" does, and every tensor read. */
import { zipSync } from 'fflate'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeNpy } from '../../../src-main/checkpoints/npy'
import { encodeNpz } from '../../../src-main/checkpoints/npz'
import { openCheckpoint } from '../../../src-main/checkpoints/open'
import { encodeSafetensors } from '../../../src-main/checkpoints/safetensors'
import { OpenedFile } from '../../../src-main/jobs/import/opened-file'
import { dictionary, floats, pickle, storage, tensor, torchLegacy, torchZip } from '../../support/pickles'
import { smallOnnx } from '../../support/small-onnx'
import type { FuzzedReader } from './reader'

const state = new Map([
  [
    'conv1.weight',
    { shape: [2, 3, 3, 3], dtype: 'float32' as const, data: Float32Array.from({ length: 54 }, Math.sin) },
  ],
  [
    'fc.weight',
    { shape: [10, 2], dtype: 'float32' as const, data: Float32Array.from({ length: 20 }, Math.cos) },
  ],
])
const array = { shape: [2, 3], dtype: 'float32' as const, data: Float32Array.of(1, 2, 3, 4, 5, 6) }
const weights = dictionary({
  epoch: 'K\x17',
  state_dict: dictionary({
    'conv1.weight': tensor(storage('0', 4), [2, 1, 2, 1]),
    'conv1.bias': tensor(storage('1', 2), [2]),
  }),
})
const zipped = torchZip(pickle(weights), { 0: floats(1, 2, 3, 4), 1: floats(5, 6) })

const FILES: Readonly<Record<string, () => Uint8Array>> = {
  'w.safetensors': () => encodeSafetensors(state, { format: 'pt' }),
  'w.npy': () => encodeNpy(array),
  'w.npz': () => encodeNpz({ 'conv1.weight': array, 'fc.bias': array }),
  'w.pt': () => zipped,
  'legacy.pt': () =>
    torchLegacy(pickle(dictionary({ w: tensor(storage('0', 4), [2, 2]) })), {
      0: Float32Array.of(1, 2, 3, 4),
    }),
  'w.pt2': () =>
    zipSync({ archive_format: Buffer.from('pt2'), 'data/weights/weights.pt': zipped }, { level: 0 }),
  'w.onnx': smallOnnx,
}

export const weightReaders: FuzzedReader[] = Object.entries(FILES).map(([file, bytes]) => ({
  name: `weights: ${file}`,
  opens: ['checkpoints/byte-source.ts', 'jobs/import/opened-file.ts', 'networks/recognition/published.ts'],
  share: 40,
  make(folder) {
    writeFileSync(join(folder, file), bytes())
    writeFileSync(
      join(folder, 'config.json'),
      JSON.stringify({
        architecture: 'resnet18',
        num_classes: 10,
        pretrained_cfg: { mean: [0.5, 0.5, 0.5], input_size: [3, 224, 224] },
      }),
    )
    return file === 'w.safetensors' ? [file, 'config.json'] : [file]
  },
  async read(folder) {
    const opened = await OpenedFile.open(join(folder, file))
    try {
      JSON.stringify(opened.inspected())
    } finally {
      await opened.close()
    }
    const checkpoint = await openCheckpoint(join(folder, file))
    try {
      for (const { tensors } of checkpoint.dictionaries) for (const each of tensors) await each.read()
    } finally {
      await checkpoint.close()
    }
  },
}))
