/** ONNX graphs that ask for much with few bytes. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onnx } from 'onnx-proto'
import { floats, information, integers, node, onnxBytes } from '../../support/onnx-model'
import type { ModelParts } from '../../support/onnx-model'
import type { Hostile } from './hostile'

function file(name: string, bytes: (folder: string) => Uint8Array): Hostile {
  return {
    name,
    what: 'model',
    make(folder) {
      const path = join(folder, 'model.onnx')
      writeFileSync(path, bytes(folder))
      return path
    },
  }
}

/** Looks at a graph and then imports it, which computes its constants. */
function imported(name: string, parts: () => ModelParts): Hostile {
  return {
    name: `${name} (import)`,
    what: 'import',
    make(folder) {
      const path = join(folder, 'model.onnx')
      writeFileSync(path, onnxBytes(parts()))
      return path
    },
  }
}

const both = (name: string, parts: () => ModelParts): Hostile[] => [
  file(name, () => onnxBytes(parts())),
  imported(name, parts),
]

/** The images' mean per channel plus the first number of a value. */
function ending(value: string): onnx.INodeProto[] {
  return [
    node('ReduceMean', [value], 'one', { keepdims: 0 }),
    node('GlobalAveragePool', ['images'], 'pooled'),
    node('Flatten', ['pooled'], 'flat'),
    node('Add', ['flat', 'one'], 'logits'),
  ]
}

function chain(length: number, operator: string, from: string): onnx.INodeProto[] {
  return Array.from({ length }, (_, i) => node(operator, [i === 0 ? from : `v${i - 1}`], `v${i}`))
}

const large = integers('shape', [4096, 1024])

/** A graph that is read and offered. */
const plain = [node('GlobalAveragePool', ['images'], 'pooled'), node('Flatten', ['pooled'], 'logits')]

export const graphs: Hostile[] = [
  ...both('400 constants of 16 MB, each made of the one before', () => ({
    tensors: [large],
    nodes: [node('ConstantOfShape', ['shape'], 'c'), ...chain(400, 'Relu', 'c'), ...ending('v399')],
  })),
  ...both('300 constants of 16 MB out of nothing', () => ({
    tensors: [large],
    nodes: [
      ...Array.from({ length: 300 }, (_, i) => node('ConstantOfShape', ['shape'], `c${i}`)),
      node(
        'Sum',
        Array.from({ length: 300 }, (_, i) => `c${i}`),
        's',
      ),
      ...ending('s'),
    ],
  })),
  ...both('an initialiser of 200 kB that is doubled again and again', () => ({
    tensors: [floats('w', [50_000], new Float32Array(50_000))],
    nodes: [
      ...Array.from({ length: 12 }, (_, i) =>
        node('Concat', [i === 0 ? 'w' : `c${i - 1}`, i === 0 ? 'w' : `c${i - 1}`], `c${i}`, { axis: 0 }),
      ),
      ...ending('c11'),
    ],
  })),
  ...both('known numbers of 65,536 entries, a thousand times', () => ({
    tensors: [floats('w', [65_536], new Float32Array(65_536))],
    nodes: [...chain(1500, 'Erf', 'w'), ...ending('v1499')],
  })),
  ...both('a cumulated sum of 65,536 entries', () => ({
    tensors: [floats('w', [65_536], new Float32Array(65_536)), integers('axis', [0])],
    nodes: [node('CumSum', ['w', 'axis'], 'v'), ...ending('v')],
  })),
  ...both('a product of constants, 2^16 by 2^16 broadcast', () => ({
    tensors: [
      floats('a', [65_536, 1], new Float32Array(65_536)),
      floats('b', [1, 65_536], new Float32Array(65_536)),
    ],
    nodes: [node('Add', ['a', 'b'], 'v'), ...ending('v')],
  })),
  ...both('a product of two constant matrices, 16,384 × 16,384', () => ({
    tensors: [integers('s', [16_384, 1024]), integers('t', [1024, 16_384])],
    nodes: [
      node('ConstantOfShape', ['s'], 'a'),
      node('ConstantOfShape', ['t'], 'b'),
      node('MatMul', ['a', 'b'], 'v'),
      ...ending('v'),
    ],
  })),
  ...both('a range of 64 million numbers', () => ({
    tensors: [floats('z', [], [0]), floats('m', [], [6e7]), floats('o', [], [1])],
    nodes: [node('Range', ['z', 'm', 'o'], 'v'), ...ending('v')],
  })),
  file('a chain of 30,000 identities', () =>
    onnxBytes({
      nodes: [
        ...ending('images').slice(1, 3),
        ...chain(30_000, 'Identity', 'flat'),
        node('Identity', ['v29999'], 'logits'),
      ],
    }),
  ),
  file('a chain of 30,000 operators', () =>
    onnxBytes({
      nodes: [
        ...ending('images').slice(1, 3),
        ...chain(30_000, 'Relu', 'flat'),
        node('Identity', ['v29999'], 'logits'),
      ],
    }),
  ),
  file('a chain of 16,000 divisions of the pixels', () =>
    onnxBytes({
      tensors: [floats('c', [1], [2])],
      nodes: [
        ...Array.from({ length: 16_000 }, (_, i) =>
          node('Div', [i === 0 ? 'images' : `v${i - 1}`, 'c'], `v${i}`),
        ),
        node('GlobalAveragePool', ['v15999'], 'p'),
        node('Flatten', ['p'], 'logits'),
      ],
    }),
  ),
  file('eight thousand readers of the images that look at their shape only', () =>
    onnxBytes({
      nodes: [
        ...Array.from({ length: 8000 }, (_, i) => node('Identity', ['images'], `i${i}`)),
        ...Array.from({ length: 8000 }, (_, i) => node('Shape', [`i${i}`], `s${i}`)),
        ...ending('images').slice(1, 2),
        node('Flatten', ['pooled'], 'logits'),
      ],
    }),
  ),
  file('identities that branch, eight levels of two hundred', () =>
    onnxBytes({
      nodes: [
        ...Array.from({ length: 9 }, (_, level) =>
          Array.from({ length: 60 }, (_, i) =>
            node(
              'Identity',
              [level === 0 ? 'images' : `l${level - 1}`],
              i === 0 ? `l${level}` : `l${level}-${i}`,
            ),
          ),
        ).flat(),
        ...Array.from({ length: 60 }, (_, i) =>
          node(
            'Sum',
            Array.from({ length: 60 }, (_, k) => (k === 0 ? `l7` : `l7-${k}`)),
            `e${i}`,
          ),
        ),
        node('GlobalAveragePool', ['l8'], 'p'),
        node('Flatten', ['p'], 'logits'),
      ],
    }),
  ),
  file('constants that depend on each other twice, sixteen levels', () =>
    onnxBytes({
      tensors: [floats('c', [1000], new Float32Array(1000).fill(1))],
      nodes: [
        ...Array.from({ length: 16 }, (_, i) =>
          node('Add', [i === 0 ? 'c' : `v${i - 1}`, i === 0 ? 'c' : `v${i - 1}`], `v${i}`),
        ),
        node('Mul', ['images', 'v15'], 'm'),
        node('GlobalAveragePool', ['m'], 'p'),
        node('Flatten', ['p'], 'logits'),
      ],
    }),
  ),
  file('eight thousand dropouts whose mode is computed', () =>
    onnxBytes({
      tensors: [floats('c', [20_000], new Float32Array(20_000))],
      nodes: [
        ...ending('images').slice(1, 3),
        ...Array.from({ length: 4000 }, (_, i) =>
          node('Dropout', [i === 0 ? 'flat' : `v${i - 1}`, '', 'c'], `v${i}`),
        ),
        node('Identity', ['v3999'], 'logits'),
      ],
    }),
  ),
  file('eight thousand outputs', () =>
    onnxBytes({
      nodes: [
        ...ending('images').slice(1, 3),
        ...Array.from({ length: 4000 }, (_, i) => node('Identity', ['flat'], `o${i}`)),
      ],
      outputs: Array.from({ length: 4000 }, (_, i) => information(`o${i}`, ['n', 3])),
    }),
  ),
  ...both('three thousand batch normalisations of one large constant', () => ({
    tensors: [
      floats('w', [64, 3, 16, 16], new Float32Array(64 * 3 * 256)),
      ...['g', 'b', 'm', 'v'].map((name) => floats(name, [64], new Float32Array(64).fill(1))),
    ],
    nodes: [
      ...Array.from({ length: 3000 }, (_, i) => [
        node('Conv', ['images', 'w'], `c${i}`, { pads: [8, 8, 8, 8] }),
        node('BatchNormalization', [`c${i}`, 'g', 'b', 'm', 'v'], `n${i}`),
      ]).flat(),
      node(
        'Sum',
        Array.from({ length: 3000 }, (_, i) => `n${i}`),
        's',
      ),
      node('GlobalAveragePool', ['s'], 'p'),
      node('Flatten', ['p'], 'logits'),
    ],
    outputs: [information('logits', ['n', 64])],
  })),
  file('four hundred thousand empty nodes', () => {
    const nodes = new Uint8Array(800_000)
    for (let i = 0; i < nodes.length; i += 2) nodes.set([0x0a, 0], i)
    return wrapped(nodes)
  }),
  file('four hundred thousand empty initialisers', () => {
    const tensors = new Uint8Array(800_000)
    for (let i = 0; i < tensors.length; i += 2) tensors.set([0x2a, 0], i)
    return wrapped(tensors)
  }),
  file('four hundred thousand empty inputs', () => {
    const values = new Uint8Array(800_000)
    for (let i = 0; i < values.length; i += 2) values.set([0x5a, 0], i)
    return wrapped(values)
  }),
  file('four hundred thousand empty attributes', () => {
    const attributes = new Uint8Array(800_000)
    for (let i = 0; i < attributes.length; i += 2) attributes.set([0x2a, 0], i)
    return wrapped(lengthDelimited(0x0a, attributes))
  }),
  file('nine hundred thousand whole numbers in one attribute', () => {
    const nodes = [
      ...ending('images').slice(1, 2),
      node('Flatten', ['pooled'], 'logits', { zzz: new Array<number>(900_000).fill(1) }),
    ]
    return onnxBytes({ nodes })
  }),
  file('four hundred thousand names of inputs of one node', () => {
    const names = new Uint8Array(800_000)
    for (let i = 0; i < names.length; i += 2) names.set([0x0a, 0], i)
    return wrapped(lengthDelimited(0x0a, names))
  }),
  file('four hundred thousand pieces of metadata', () => {
    const pieces = new Uint8Array(800_000)
    for (let i = 0; i < pieces.length; i += 2) pieces.set([0x72, 0], i)
    return Buffer.concat([
      onnxBytes({ nodes: [...ending('images').slice(1, 2), node('Flatten', ['pooled'], 'logits')] }),
      pieces,
    ])
  }),
  file('graphs in graphs, twenty-three deep, a hundred each', () => {
    let inner: onnx.IGraphProto = { name: 'g' }
    for (let i = 0; i < 11; i++)
      inner = { name: 'g', node: [node('If', ['c'], 'x', { then_branch: inner, else_branch: inner })] }
    return onnxBytes({ nodes: [node('If', ['images'], 'logits', { then_branch: inner })] })
  }),
  file('graphs in graphs, a thousand deep', () => {
    let bytes: Uint8Array = new Uint8Array(0)
    for (let i = 0; i < 1000; i++)
      bytes = lengthDelimited(0x0a, lengthDelimited(0x2a, lengthDelimited(0x32, bytes)))
    return wrapped(bytes)
  }),
  file('a tensor of huge sides and no values', () =>
    onnxBytes({
      tensors: [{ name: 'w', dims: [2 ** 25, 2 ** 25], dataType: 1 }],
      nodes: [...ending('images').slice(1, 2), node('Flatten', ['pooled'], 'logits')],
    }),
  ),
  file('a sparse initialiser, a function that calls itself, and a training graph', () => {
    const model = onnx.ModelProto.decode(onnxBytes({ nodes: [node('F', ['images'], 'logits')] }))
    const graph = onnx.GraphProto.create(model.graph ?? {})
    graph.sparseInitializer = [
      {
        values: { name: 's', dims: [1], dataType: 1 },
        indices: { dims: [1], dataType: 7 },
        dims: [2 ** 30, 2 ** 30],
      },
    ]
    model.graph = graph
    return onnx.ModelProto.encode(model).finish()
  }),
  file('two thousand tensors that lie in one range of a file beside it', (folder) => {
    writeFileSync(join(folder, 'weights.bin'), new Uint8Array(8 * 1024 ** 2))
    return onnxBytes({
      tensors: Array.from({ length: 500 }, (_, i) => external(`w${i}`, 'weights.bin', 0, 8 * 1024 ** 2)),
      nodes: [...ending('images').slice(1, 2), node('Flatten', ['pooled'], 'logits')],
    })
  }),
  file('five hundred tensors in overlapping ranges of a file beside it', (folder) => {
    writeFileSync(join(folder, 'weights.bin'), new Uint8Array(8 * 1024 ** 2))
    return onnxBytes({
      tensors: Array.from({ length: 500 }, (_, i) =>
        external(`w${i}`, 'weights.bin', 4096 * i, 4 * 1024 ** 2),
      ),
      nodes: [...ending('images').slice(1, 2), node('Flatten', ['pooled'], 'logits')],
    })
  }),
  file('an attribute called __proto__', () =>
    onnxBytes({
      nodes: [
        ...ending('images').slice(1, 2),
        node('Flatten', ['pooled'], 'logits', { ['__proto__']: 1, constructor: 2 }),
      ],
    }),
  ),
  file('a name of nine hundred thousand characters', () =>
    onnxBytes({
      nodes: [...ending('images').slice(1, 2), { ...node('F' + 'x'.repeat(900_000), ['pooled'], 'logits') }],
    }),
  ),
  file('names of classes before half a megabyte of blanks', () =>
    onnxBytes({
      nodes: plain,
      metadata: [['names', `[${'1,'.repeat(200_000)}${' '.repeat(500_000)}`]],
    }),
  ),
  file('fifty thousand notes that each name a class', () =>
    onnxBytes({
      nodes: plain,
      metadata: Array.from({ length: 50_000 }, (_, i) => [`names.${i.toString(36)}`, '']),
    }),
  ),
  file('four thousand unknown operators with long names', () =>
    onnxBytes({
      nodes: [
        ...Array.from({ length: 4000 }, (_, i) =>
          node(`Unknown${i}${'x'.repeat(150)}`, [i === 0 ? 'images' : `v${i - 1}`], `v${i}`),
        ),
        node('Identity', ['v3999'], 'logits'),
      ],
    }),
  ),
]

function external(name: string, location: string, offset: number, length: number): onnx.ITensorProto {
  const entry = (key: string, value: string | number) => ({ key, value: String(value) })
  return {
    name,
    dims: [length / 4],
    dataType: 1,
    dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
    externalData: [entry('location', location), entry('offset', offset), entry('length', length)],
  }
}

/** A field with its length, in three bytes or as many as are needed. */
function lengthDelimited(tag: number, inner: Uint8Array): Uint8Array {
  const length: number[] = []
  for (let rest = inner.length; ; rest >>>= 7) {
    if (rest < 128) {
      length.push(rest)
      break
    }
    length.push((rest & 127) | 128)
  }
  return new Uint8Array(Buffer.concat([Uint8Array.of(tag, ...length), inner]))
}

/** A model whose graph has these bytes besides a valid one's. */
function wrapped(inGraph: Uint8Array): Uint8Array {
  const model = onnx.ModelProto.decode(
    onnxBytes({ nodes: [...ending('images').slice(1, 2), node('Flatten', ['pooled'], 'logits')] }),
  )
  const graph = onnx.GraphProto.encode(onnx.GraphProto.create(model.graph ?? {})).finish()
  model.graph = null
  return new Uint8Array(
    Buffer.concat([
      onnx.ModelProto.encode(model).finish(),
      lengthDelimited(0x3a, Buffer.concat([graph, inGraph])),
    ]),
  )
}
