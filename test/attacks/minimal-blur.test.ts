/** A network behind a blur, where walks along the boundary alone end in the wrong place. */
import { describe, expect, it } from 'vitest'
import { preset } from '../../src-main/attacks/presets'
import { runAttack } from '../../src-main/attacks/run-attack'
import { subjectNamed } from '../bench/minimal-subjects'
import { describeDevices } from '../support/devices'

/** Of the 48 images of `npm run bench -- minimal`: the one in which FMN found the most. */
const IMAGE = 5
/** L2, by test/bench/minimal.py in PyTorch from the clean image, 300 steps. The walks alone came to 2.48. */
const IN_PYTORCH = 2.1538

describe('minimal behind a blur of 2 pixels', () => {
  describeDevices('beside FMN in PyTorch', (device) => {
    // The slow device would take minutes for the one image.
    it.skipIf(device === 'cpu')('is not further away', async () => {
      const subject = await subjectNamed('2', 48)
      if (typeof subject === 'string') throw new Error(subject)
      const { height, width, channels, images, indices, named } = subject.request
      const length = height * width * channels
      const { images: found } = await runAttack({
        ...subject.request,
        images: images.slice(IMAGE * length, (IMAGE + 1) * length),
        indices: [indices[IMAGE]!],
        named: [named[IMAGE]!],
        norm: 'L2',
        criterion: { goal: 'targeted', margin: 0, confidence: null },
        attacks: preset('minimal', 'L2'),
        epsilon: null,
        seed: 0,
        batchSize: 1,
      })
      expect(found[0]!.status).toBe('found')
      expect(found[0]!.distance! / IN_PYTORCH).toBeLessThan(1.1)
    })
  })
})
