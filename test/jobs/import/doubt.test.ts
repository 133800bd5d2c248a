/** What is said of a trial of all readings that are known: others are possible. */
import { describe, expect, it } from 'vitest'
import { doubtWords } from '../../../src-main/jobs/import/try-model'

describe('the best of all readings', () => {
  it('is doubted aloud, with its accuracy, unless it is right about every image', () => {
    expect(doubtWords({ accuracy: 0.69 }, 200)).toEqual([
      expect.stringMatching(
        /more than 69 % \[62, 75\] of these images right.*built in yet another way.*export it as ONNX/,
      ),
    ])
    expect(doubtWords({ accuracy: 1 }, 200)).toEqual([])
  })
})
