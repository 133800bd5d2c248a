/** Looking for a final softmax ends, whatever the graph. */
import { describe, expect, it } from 'vitest'
import { finalSoftmax } from '../../../src-main/networks/onnx/rewrite'
import { node, onnxGraph } from '../../support/onnx-model'

describe('the final softmax', () => {
  it('is found behind what changes no number', () => {
    const nodes = [
      node('Softmax', ['images'], 'a'),
      node('Flatten', ['a'], 'b'),
      node('Identity', ['b'], 'logits'),
    ]
    expect(finalSoftmax(onnxGraph({ nodes }))?.operator).toBe('Softmax')
  })

  it('is not there in a graph that goes round in a circle', () => {
    const nodes = [node('Identity', ['b'], 'logits'), node('Identity', ['logits'], 'b')]
    expect(finalSoftmax(onnxGraph({ nodes }))).toBeNull()
  })
})
