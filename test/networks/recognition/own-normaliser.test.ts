/** A file that Halfpower wrote says its normaliser and the size of its images in its notes: nobody is asked for them. */
import { expect, it } from 'vitest'
import { declaredBeside, withDeclared } from '../../../src-main/networks/recognition/declared'
import type { OpenedCheckpoint } from '../../../src-main/checkpoints/checkpoint'
import type { Candidate, Recognition } from '../../../src-main/networks/recognition/recognition'

const own = { architecture: 'resnet18', stem: 'cifar', size: 28, mean: [0.286], std: [0.353] }

async function imported(configuration: object, channels: number): Promise<Candidate> {
  const notes = { halfpower: '0.1.0', configuration: JSON.stringify(configuration) }
  const declared = await declaredBeside('/nowhere/m.safetensors', { notes } as unknown as OpenedCheckpoint)
  const candidate = {
    configuration: { architecture: 'resnet18', stem: 'cifar', channels },
    ...{ normaliser: null, fits: true, reasons: [], contradictions: [], sizeHint: null },
  } as unknown as Candidate
  return withDeclared({ candidates: [candidate] } as unknown as Recognition, declared).candidates[0]!
}

it('they are taken', async () => {
  const { normaliser, sizeHint } = await imported(own, 1)
  expect(normaliser).toMatchObject({ mean: [0.286], std: [0.353] })
  expect(sizeHint?.size).toBe(28)
})

it('unless they fit no such image, or are none', async () => {
  expect((await imported(own, 3)).normaliser).toBeNull()
  expect((await imported({ ...own, std: [0] }, 1)).normaliser).toBeNull()
  expect((await imported({ ...own, mean: undefined }, 1)).normaliser).toBeNull()
})
