/** ONNX graphs whose constants are asked for again and again, have thousands of sides, or are cut into thousands of pieces. */
import { floats, integers, node } from '../../support/onnx-model'
import { adding, dropouts, graph, many, ofSides, plain, pooled } from './graph-parts'
import type { Hostile } from './hostile'

export const constantGraphs: Hostile[] = [
  ...graph('two thousand modes that are one expansion', () => ({
    tensors: [floats('c', [1], [1]), integers('s', [16_000_000])],
    nodes: [node('Expand', ['c', 's'], 'e'), ...dropouts(() => 'e', 2000)],
  })),
  ...graph('two thousand modes that are an expansion of their own', () => ({
    tensors: [floats('c', [1], [1]), integers('s', [4_000_000])],
    nodes: [...many(2000, (i) => node('Expand', ['c', 's'], `e${i}`)), ...dropouts((i) => `e${i}`, 2000)],
  })),
  ...graph('two thousand modes that are a tiling', () => ({
    tensors: [floats('c', [1, 1], [1]), integers('s', [4000, 4000])],
    nodes: [node('Tile', ['c', 's'], 'e'), ...dropouts(() => 'e', 2000)],
  })),
  ...graph('two thousand modes that are gathered', () => ({
    tensors: [floats('c', [1], [1]), integers('i', new Array<number>(60_000).fill(0))],
    nodes: [
      node('Gather', ['c', 'i'], 'g'),
      ...many(2000, (i) => node('Sub', ['g', 'c'], `m${i}`)),
      ...dropouts((i) => `m${i}`, 2000),
    ],
  })),
  ...graph('two thousand modes that are an outer product', () => ({
    tensors: [floats('a', [4000, 1], new Float32Array(4000)), floats('b', [1, 4000], new Float32Array(4000))],
    nodes: [node('Mul', ['a', 'b'], 'm'), ...dropouts(() => 'm', 2000)],
  })),
  ...graph('two thousand modes that are one-hot', () => ({
    tensors: [
      integers('i', new Array<number>(250).fill(0)),
      integers('n', [60_000]),
      floats('v', [2], [0, 1]),
    ],
    nodes: [node('OneHot', ['i', 'n', 'v'], 'm'), ...dropouts(() => 'm', 2000)],
  })),
  ...graph('modes that are split into sixty thousand', () => ({
    tensors: [
      floats('c', [60_000], new Float32Array(60_000)),
      integers('s', new Array<number>(60_000).fill(1)),
    ],
    nodes: [
      node(
        'Split',
        ['c', 's'],
        many(16_000, (i) => `p${i}`),
      ),
      ...dropouts((i) => `p${i}`, 1000),
    ],
  })),
  ...graph('a split whose pieces are nine hundred thousand', () => ({
    tensors: [floats('c', [4], new Float32Array(4))],
    opset: 11,
    nodes: [
      node('Split', ['c'], ['p0', 'p1'], { split: new Array<number>(900_000).fill(0) }),
      ...dropouts(() => 'p0', 4),
    ],
  })),
  ...graph(
    'a split of the images whose pieces are nine hundred thousand',
    () => ({
      opset: 11,
      nodes: [
        node('Split', ['images'], ['p0', 'p1'], { axis: 1, split: new Array<number>(900_000).fill(0) }),
        ...pooled('p0'),
        node('Identity', ['flat'], 'logits'),
      ],
    }),
    true,
  ),
  ...graph('a constant of sixty thousand sides that is transposed', () => ({
    tensors: [ofSides('c', 60_000)],
    nodes: [node('Transpose', ['c'], 't'), ...dropouts(() => 't', 4)],
  })),
  ...graph(
    'a constant of sixty thousand sides that is taken to the device',
    () => ({
      tensors: [ofSides('c', 60_000)],
      nodes: [node('Transpose', ['c'], 't'), ...adding('t')],
    }),
    true,
  ),
  ...graph('constants of three thousand sides and fifteen thousand entries', () => ({
    tensors: [ofSides('c', 3000, 15_000)],
    nodes: [...many(300, (i) => node('Add', ['c', 'c'], `a${i}`)), ...dropouts((i) => `a${i}`, 300)],
  })),
  ...graph(
    'constants of three thousand sides in an attribute',
    () => ({
      tensors: [floats('c', [15_000], new Float32Array(15_000))],
      nodes: [
        node('Unsqueeze', ['c'], 'u', { axes: many(3000, (i) => i) }),
        ...many(300, (i) => node('Neg', [i === 0 ? 'u' : `a${i - 1}`], `a${i}`)),
        ...many(300, (i) => node('Mul', [`a${i}`, 'u'], `b${i}`)),
        ...dropouts((i) => `b${i}`, 300),
      ],
      opset: 11,
    }),
    true,
  ),
  ...graph('a tensor of a hundred thousand sides that is none', () => ({
    tensors: [{ name: 'w', dims: new Array<number>(100_000).fill(-1), dataType: 1 }],
    nodes: plain,
  })),
  ...graph('a tensor of a hundred thousand sides of 2^50', () => ({
    tensors: [{ name: 'w', dims: new Array<number>(90_000).fill(2 ** 50), dataType: 1 }],
    nodes: plain,
  })),
  ...graph('a reduction over a hundred thousand named axes', () => ({
    tensors: [floats('c', [8, 8], new Float32Array(64))],
    opset: 11,
    nodes: [
      node('ReduceSum', ['c'], 'r', { axes: new Array<number>(500_000).fill(0), keepdims: 0 }),
      ...dropouts(() => 'r', 3),
    ],
  })),
  ...graph('reductions of a constant to its own size, a thousand', () => ({
    tensors: [floats('c', [250, 250], new Float32Array(62_500))],
    opset: 11,
    nodes: [
      ...many(1000, (i) => node('ReduceMean', ['c'], `r${i}`, { axes: [1] })),
      ...dropouts((i) => `r${i}`, 1000),
    ],
  })),
  ...graph(
    'positions of what is not zero, a thousand times',
    () => ({
      tensors: [floats('c', [60_000], new Float32Array(60_000).fill(1))],
      nodes: [...many(1000, (i) => node('NonZero', ['c'], `r${i}`)), ...dropouts((i) => `r${i}`, 1000)],
    }),
    true,
  ),
  ...graph(
    'the largest of a line of sixty thousand, a thousand times',
    () => ({
      tensors: [floats('c', [60_000], new Float32Array(60_000).fill(1))],
      nodes: [...many(1000, (i) => node('ArgMax', ['c'], `r${i}`)), ...dropouts((i) => `r${i}`, 1000)],
    }),
    true,
  ),
  ...graph(
    'a sum of thirty thousand references to one constant',
    () => ({
      tensors: [floats('c', [60_000], new Float32Array(60_000))],
      nodes: [
        node(
          'Sum',
          many(30_000, () => 'c'),
          's',
        ),
        ...dropouts(() => 's', 2),
      ],
    }),
    true,
  ),
  ...graph(
    'a join of thirty thousand references to one constant',
    () => ({
      tensors: [floats('c', [60_000], new Float32Array(60_000))],
      nodes: [
        node(
          'Concat',
          many(30_000, () => 'c'),
          's',
          { axis: 0 },
        ),
        ...dropouts(() => 's', 2),
      ],
    }),
    true,
  ),
  ...graph(
    'a join of fifteen thousand small constants entry by entry',
    () => ({
      tensors: [floats('c', [4], new Float32Array(4))],
      nodes: [
        node(
          'Concat',
          many(15_000, () => 'c'),
          's',
          { axis: 0 },
        ),
        ...many(30, (i) => node('Concat', [...many(15_000, () => 'c')], `s${i}`, { axis: 0 })),
        ...dropouts((i) => `s${i}`, 30),
      ],
    }),
    true,
  ),
]
