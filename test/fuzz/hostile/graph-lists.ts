/** ONNX graphs of thousands of nodes, names, functions, sparse and external tensors. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onnx } from 'onnx-proto'
import { information, node, onnxBytes } from '../../support/onnx-model'
import { beside, graph, many, plain, pooled, sized, tagged } from './graph-parts'
import type { Hostile } from './hostile'

export const longGraphs: Hostile[] = [
  ...graph('sixty thousand operators', () => ({
    nodes: [
      ...many(60_000, (i) => node('Relu', [i === 0 ? 'images' : `v${i - 1}`], `v${i}`)),
      ...pooled('v59999'),
      node('Identity', ['flat'], 'logits'),
    ],
  })),
  ...graph('one node that makes a hundred thousand values', () => ({
    nodes: [
      ...plain,
      node(
        'Split',
        ['images'],
        many(80_000, (i) => `x${i.toString(36)}`),
        { axis: 0 },
      ),
    ],
  })),
  ...graph(
    'one value that is made by thirty thousand nodes',
    () => ({
      nodes: [
        ...many(30_000, () => node('Relu', ['images'], 'x')),
        ...pooled('x'),
        node('Identity', ['flat'], 'logits'),
      ],
    }),
    true,
  ),
  ...graph(
    'operators in a circle of thirty thousand',
    () => ({
      nodes: [
        ...many(30_000, (i) => node('Relu', [`v${(i + 1) % 30_000}`], `v${i}`)),
        ...pooled('v0'),
        node('Identity', ['flat'], 'logits'),
      ],
    }),
    true,
  ),
  ...graph('inputs of sixty sides of an image', () => ({
    inputs: many(20_000, (i) => information(`i${i}`, ['n', 3, 4, 4])),
    nodes: plain,
  })),
  ...graph(
    'an image of a hundred thousand sides',
    () => ({
      inputs: [
        information(
          'images',
          many(100_000, (i) => (i % 2 ? 1 : 'n')),
        ),
      ],
      nodes: plain,
    }),
    true,
  ),
  ...graph(
    'an image of 2^31 pixels',
    () => ({
      inputs: [information('images', ['n', 3, 2 ** 31, 2 ** 31])],
      nodes: plain,
    }),
    true,
  ),
  ...graph(
    'logits of 2^40 classes',
    () => ({
      outputs: [information('logits', ['n', 2 ** 40])],
      nodes: plain,
    }),
    true,
  ),
  ...graph(
    'eight thousand optional sequences and loops',
    () => ({
      nodes: [
        ...many(4000, (i) =>
          node(
            'SequenceConstruct',
            [i === 0 ? 'images' : `q${i - 1}`, i === 0 ? 'images' : `q${i - 1}`],
            `q${i}`,
          ),
        ),
        node('SplitToSequence', ['images'], 'sq'),
        node('Loop', ['images', '', 'q3999'], 'l', {
          body: { name: 'b', node: [node('Identity', ['x'], 'y')] },
        }),
        node('ConcatFromSequence', ['l'], 's', { axis: 0 }),
        ...pooled('s'),
        node('Identity', ['flat'], 'logits'),
      ],
    }),
    true,
  ),
  ...graph(
    'functions that call each other twice, twenty levels',
    () => {
      const model = onnx.ModelProto.decode(onnxBytes({ nodes: [node('F0', ['images'], 'logits')] }))
      const bytes = onnx.ModelProto.encode(model).finish()
      // FunctionProto has the field 25 of the model: name 1, input 4, output 5, node 7.
      const functions = many(20, (i) => {
        const inner = [node(`F${i + 1}`, ['a'], 'b'), node(`F${i + 1}`, ['b'], 'c')].map((each) =>
          tagged(0x3a, onnx.NodeProto.encode(onnx.NodeProto.create(each)).finish()),
        )
        const body = Buffer.concat([
          tagged(0x0a, Buffer.from(`F${i}`)),
          tagged(0x22, Buffer.from('a')),
          tagged(0x2a, Buffer.from('c')),
          ...inner,
        ])
        return Buffer.concat([Buffer.of(0xca, 0x01), sized(body)])
      })
      return new Uint8Array(Buffer.concat([bytes, ...functions]))
    },
    true,
  ),
  ...graph(
    'sparse constants of 2^40 places, a thousand',
    () => {
      const model = onnx.ModelProto.decode(onnxBytes({ nodes: plain }))
      const made = onnx.GraphProto.create(model.graph ?? {})
      made.sparseInitializer = many(1000, (i) => ({
        values: { name: `s${i}`, dims: [1], dataType: 1, floatData: [1] },
        indices: { dims: [1], dataType: 7, int64Data: [1] },
        dims: [2 ** 20, 2 ** 20],
      }))
      model.graph = made
      return onnx.ModelProto.encode(model).finish()
    },
    true,
  ),
  ...graph('values written one by one for sixty-four thousand tensors', () => ({
    tensors: many(20_000, (i) => ({ name: `w${i}`, dims: [2], dataType: 1, floatData: [1, 2] })),
    nodes: plain,
  })),
  ...graph('tensors of 20 MB that overlap in steps of a byte, beside the file', (folder) => {
    writeFileSync(join(folder, 'w.bin'), new Uint8Array(20 * 1024 ** 2))
    return {
      tensors: many(2000, (i) => beside(`w${i}`, 'w.bin', i * 4, 16 * 1024 ** 2)),
      nodes: plain,
    }
  }),
  ...graph('four thousand names of one file beside it', (folder) => {
    writeFileSync(join(folder, 'w.bin'), new Uint8Array(4))
    return { tensors: many(4000, (i) => beside(`w${i}`, 'w.bin', 0, 4)), nodes: plain }
  }),
  ...graph('ten thousand tensors in a file that is the model itself', () => ({
    tensors: many(5000, (i) => beside(`w${i}`, 'model.onnx', i, 4)),
    nodes: plain,
  })),
  ...graph('a tensor beside it whose offset and length are no numbers', (folder) => {
    writeFileSync(join(folder, 'w.bin'), new Uint8Array(64))
    return {
      tensors: [
        beside('a', 'w.bin', -4, 4),
        beside('b', 'w.bin', 1e300, 4),
        beside('c', 'w.bin', 0.5, 4),
        beside('d', 'w.bin', 0, NaN),
      ],
      nodes: plain,
    }
  }),
  ...graph('names of classes: a text of nested dictionaries', () => ({
    nodes: plain,
    metadata: [['names', '{0: '.repeat(100_000) + "'a'" + '}'.repeat(100_000)]],
  })),
  ...graph('names of classes: a text of quotes and backslashes', () => ({
    nodes: plain,
    metadata: [
      ['names', `{0: '${"\\\\'".repeat(120_000)}`],
      ['classes', `[${"'".repeat(300_000)}`],
      ['labels', `["${'\\"'.repeat(100_000)}`],
    ],
  })),
  ...graph('names of classes: three hundred thousand digits', () => ({
    nodes: plain,
    metadata: [
      ['names', `{${'9'.repeat(300_000)}: 'a'}`],
      ['class_names', 'a,'.repeat(200_000)],
    ],
  })),
]
