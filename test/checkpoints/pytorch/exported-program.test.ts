/** Archives of torch.export: weights that are a PyTorch file inside are read, others are named with what to do. */
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { bytesAsSource } from '../../../src-main/checkpoints/byte-source'
import { openCheckpointFrom } from '../../../src-main/checkpoints/open'
import { dictionary, floats, pickle, storage, tensor as stored, torchZip } from '../../support/pickles'

const weights = torchZip(pickle(dictionary({ w: stored(storage('0', 4), [2, 2]) })), {
  0: floats(1, 2, 3, 4),
})
const open = (members: Record<string, Uint8Array>) =>
  openCheckpointFrom(bytesAsSource(zipSync(members, { level: 0 }), '"model.pt2"'))
const json = Buffer.from('{}')

describe('programs of torch.export', () => {
  it.each([
    ['PyTorch 2.1 to 2.6', 'serialized_exported_program.json', 'serialized_state_dict.pt'],
    ['PyTorch 2.7', 'model/models/model.json', 'model/data/weights/model.pt'],
  ])('of %s give their weights', async (_, program, state) => {
    const opened = await open({ [program]: json, [state]: weights })
    expect(opened.description).toMatch(/^A program of torch\.export \(\.pt2\) with its weights/)
    expect(opened.warnings[0]).toMatch(/was not run/)
    const [tensor] = opened.dictionaries[0]!.tensors
    expect([tensor?.name, tensor?.shape]).toEqual(['w', [2, 2]])
    expect(await tensor!.read()).toEqual(Float32Array.of(1, 2, 3, 4))
  })

  it('whose weights lie by themselves are named, with what to do', async () => {
    const members = {
      'model/archive_format': Buffer.from('pt2'),
      'model/models/model.json': json,
      'model/data/weights/weight_0': floats(1, 2),
    }
    await expect(open(members)).rejects.toThrow(
      /"model\.pt2" is a program of torch\.export.*torch\.save\(torch\.export\.load/,
    )
  })
})
