/** ONNX graphs whose values grow while they are run. */
import { floats, information, integers, node } from '../../support/onnx-model'
import { adding, graph, many, pooled } from './graph-parts'
import type { Hostile } from './hostile'

export const growingGraphs: Hostile[] = [
  ...graph(
    'joins of thirty thousand references to the images',
    () => ({
      nodes: [
        node(
          'Concat',
          many(30_000, () => 'images'),
          's',
          { axis: 1 },
        ),
        ...pooled('s'),
        node('Identity', ['flat'], 'logits'),
      ],
      outputs: [information('logits', ['n', 90_000])],
    }),
    true,
  ),
  ...graph(
    'a chain of joins of the images with themselves, twenty',
    () => ({
      nodes: [
        ...many(20, (i) =>
          node('Concat', [i === 0 ? 'images' : `s${i - 1}`, i === 0 ? 'images' : `s${i - 1}`], `s${i}`, {
            axis: 1,
          }),
        ),
        ...pooled('s19'),
        node('Identity', ['flat'], 'logits'),
      ],
      outputs: [information('logits', ['n', 3 * 2 ** 20])],
    }),
    true,
  ),
  ...graph(
    'images that are padded to 2^28 pixels',
    () => ({
      tensors: [integers('p', [0, 0, 0, 0, 0, 0, 16_000, 16_000])],
      nodes: [node('Pad', ['images', 'p'], 's'), ...pooled('s'), node('Identity', ['flat'], 'logits')],
    }),
    true,
  ),
  ...graph(
    'images that are padded by 2^60',
    () => ({
      tensors: [integers('p', [0, 0, 0, 0, 0, 0, 2 ** 50, 2 ** 50])],
      nodes: [node('Pad', ['images', 'p'], 's'), ...pooled('s'), node('Identity', ['flat'], 'logits')],
    }),
    true,
  ),
  ...graph(
    'images that are enlarged 4,000 times',
    () => ({
      tensors: [floats('sc', [4], [1, 1, 4000, 4000])],
      nodes: [
        node('Resize', ['images', '', 'sc'], 's', { mode: 'nearest' }),
        ...pooled('s'),
        node('Identity', ['flat'], 'logits'),
      ],
    }),
    true,
  ),
  ...graph(
    'images that are enlarged twice, twelve times',
    () => ({
      tensors: [floats('sc', [4], [1, 1, 2, 2])],
      nodes: [
        ...many(12, (i) =>
          node('Resize', [i === 0 ? 'images' : `s${i - 1}`, '', 'sc'], `s${i}`, { mode: 'linear' }),
        ),
        ...pooled('s11'),
        node('Identity', ['flat'], 'logits'),
      ],
    }),
    true,
  ),
  ...graph(
    'images that are expanded to 2^28',
    () => ({
      tensors: [integers('sh', [1, 3, 16_384, 16_384]), floats('w', [1, 3, 1, 1], [1, 1, 1])],
      nodes: [
        node('Mul', ['images', 'w'], 'm'),
        node('GlobalAveragePool', ['m'], 'g'),
        node('Expand', ['g', 'sh'], 's'),
        ...pooled('s'),
        node('Identity', ['flat'], 'logits'),
      ],
    }),
    true,
  ),
  ...graph(
    'images that are tiled 2^26 times',
    () => ({
      tensors: [integers('r', [1, 1, 8192, 8192])],
      nodes: [node('Tile', ['images', 'r'], 's'), ...pooled('s'), node('Identity', ['flat'], 'logits')],
    }),
    true,
  ),
  ...graph(
    'a transposed convolution of stride 10,000',
    () => ({
      tensors: [floats('w', [3, 3, 1, 1], new Float32Array(9))],
      nodes: [
        node('ConvTranspose', ['images', 'w'], 's', { strides: [10_000, 10_000] }),
        ...pooled('s'),
        node('Identity', ['flat'], 'logits'),
      ],
    }),
    true,
  ),
  ...graph(
    'a convolution whose padding is 20,000',
    () => ({
      tensors: [floats('w', [3, 3, 1, 1], new Float32Array(9))],
      nodes: [
        node('Conv', ['images', 'w'], 's', { pads: [20_000, 20_000, 20_000, 20_000] }),
        ...pooled('s'),
        node('Identity', ['flat'], 'logits'),
      ],
    }),
    true,
  ),
  ...graph(
    'a convolution whose padding is 2^31',
    () => ({
      tensors: [floats('w', [3, 3, 1, 1], new Float32Array(9))],
      nodes: [
        node('Conv', ['images', 'w'], 's', { pads: [2 ** 31, 2 ** 31, 2 ** 31, 2 ** 31] }),
        ...pooled('s'),
        node('Identity', ['flat'], 'logits'),
      ],
    }),
    true,
  ),
  ...graph(
    'an average over windows of 20,000 with as much padding',
    () => ({
      nodes: [
        node('AveragePool', ['images'], 's', {
          kernel_shape: [20_000, 20_000],
          pads: [10_000, 10_000, 10_000, 10_000],
        }),
        ...pooled('s'),
        node('Identity', ['flat'], 'logits'),
      ],
    }),
    true,
  ),
  ...graph(
    'an outer product of the images with a constant of 2^22',
    () => ({
      tensors: [integers('sh', [2 ** 22])],
      nodes: [
        node('ConstantOfShape', ['sh'], 'c'),
        node('Flatten', ['images'], 'f', { axis: 1 }),
        node('Unsqueeze', ['f', 'ax'], 'u'),
        node('Mul', ['u', 'c'], 's'),
        node('ReduceMean', ['s'], 'q', { axes: [2], keepdims: 0 }),
        node('Identity', ['q'], 'logits'),
      ],
    }),
    true,
  ),
  ...graph(
    'a random image of 2^40 numbers',
    () => ({
      nodes: [node('RandomNormal', [], 'r', { shape: [2 ** 20, 2 ** 20] }), ...adding('r')],
    }),
    true,
  ),
  ...graph(
    'two thousand random images of 2^22 numbers',
    () => ({
      nodes: [
        ...many(2000, (i) => node('RandomNormal', [], `r${i}`, { shape: [2 ** 11, 2 ** 11] })),
        node(
          'Sum',
          many(2000, (i) => `r${i}`),
          's',
        ),
        ...adding('s'),
      ],
    }),
    true,
  ),
  ...graph(
    'a range whose step is nearly nothing',
    () => ({
      tensors: [floats('z', [], [0]), floats('m', [], [1]), floats('o', [], [1e-30])],
      nodes: [node('Range', ['z', 'm', 'o'], 'v'), ...adding('v')],
    }),
    true,
  ),
  ...graph(
    'two hundred ranges of sixteen million',
    () => ({
      tensors: [floats('z', [], [0]), floats('m', [], [1.6e7]), floats('o', [], [1])],
      nodes: [
        ...many(200, (i) => node('Range', ['z', 'm', 'o'], `v${i}`)),
        node(
          'Sum',
          many(200, (i) => `v${i}`),
          's',
        ),
        ...adding('s'),
      ],
    }),
    true,
  ),
  ...graph(
    'a chain of thirty thousand constants, each read by the next',
    () => ({
      tensors: [floats('c', [1], [1])],
      nodes: [
        ...many(30_000, (i) => node('Add', [i === 0 ? 'c' : `v${i - 1}`, 'c'], `v${i}`)),
        ...adding('v29999'),
      ],
    }),
    true,
  ),
  ...graph('thirty thousand operators that each read the images and a constant', () => ({
    tensors: [floats('c', [1], [1])],
    nodes: [
      ...many(30_000, (i) => node('Mul', [i === 0 ? 'images' : `v${i - 1}`, 'c'], `v${i}`)),
      ...pooled('v29999'),
      node('Identity', ['flat'], 'logits'),
    ],
  })),
]
