/**
 * The Python program of an exported safetensors file: reads it, prepares the images, computes the logits, with
 * PyTorch and NumPy alone. torchvision's own class where it is the network, otherwise the layers written out.
 * Invariant: every line can be pasted, also into Python's prompt (nothing is blank inside a function).
 */
import { UNUSUAL_DETAILS } from '../../contract/architectures'
import { networkChannels } from '../configuration'
import { graphOf } from '../graph-of'
import { INPUT } from '../graph'
import type { NetworkNode, OtherActivation } from '../graph'
import type { NetworkConfiguration } from '../network'
import { PCA_COMPONENTS, PCA_MEAN } from '../state-fields'
import { exportedName, hasTorchvisionNames } from './export-safetensors'

/** The width of torchvision's ResNets. */
const TORCHVISION_WIDTH = 64

/** @param file name of the safetensors file, without folders */
export function pytorchProgram(configuration: NetworkConfiguration, file: string): string[] {
  const { channels, size } = configuration
  const isTorchvision =
    hasTorchvisionNames(configuration) &&
    configuration.width === TORCHVISION_WIDTH &&
    UNUSUAL_DETAILS.every((detail) => configuration[detail] === undefined)
  return [
    `import json, numpy, torch${isTorchvision ? ', torchvision' : ''}`,
    ...(isTorchvision ? [] : ['from torch.nn import functional']),
    '',
    'def load(path):',
    "    with open(path, 'rb') as file:",
    "        header = json.loads(file.read(int.from_bytes(file.read(8), 'little')))",
    '        data = file.read()',
    "    types = {'F32': 'float32', 'I32': 'int32'}",
    '    state = {}',
    '    for name, entry in header.items():',
    "        if name != '__metadata__':",
    "            values = numpy.frombuffer(data[slice(*entry['data_offsets'])], types[entry['dtype']])",
    "            state[name] = torch.from_numpy(values.reshape(entry['shape']).copy())",
    '    return state',
    '',
    `state = load(${JSON.stringify(file)})`,
    '',
    ...preparation(configuration),
    '',
    ...(isTorchvision ? torchvisionModel(configuration) : writtenModel(configuration)),
    '',
    `images = torch.rand(4, ${channels}, ${size}, ${size})`,
    'with torch.no_grad():',
    '    logits = model(prepare(images))',
    '',
    'print(logits.shape)',
  ]
}

/** The front end (front-end.ts). Circular filtering along one side is a product with a symmetric matrix. */
function preparation(configuration: NetworkConfiguration): string[] {
  const { mean, std, sigma, components, size } = configuration
  const numbers = (values: readonly number[]): string => `torch.tensor([${values.join(', ')}]).view(-1, 1, 1)`
  const lines = ['def prepare(images):']
  if (components !== undefined) {
    lines.push(
      `    mean, basis = state['${PCA_MEAN}'], state['${PCA_COMPONENTS}']`,
      '    images = (((images.flatten(1) - mean) @ basis.T) @ basis + mean).view_as(images)',
    )
  }
  if (configuration.expandsGray) lines.push('    images = images.expand(-1, 3, -1, -1)')
  lines.push(`    mean = ${numbers(mean)}`, `    std = ${numbers(std)}`, '    x = (images - mean) / std')
  if (sigma !== null) {
    lines.push(
      `    half = int(-(-2.5 * ${sigma} // 1))`,
      `    line = torch.exp(-torch.arange(-half, half + 1.0) ** 2 / (2 * ${sigma} ** 2))`,
      `    blur = torch.zeros(${size}, ${size})`,
      '    for shift, weight in enumerate(line / line.sum(), -half):',
      `        blur += weight * torch.eye(${size}).roll(shift, 0)`,
      '    x = blur @ x @ blur',
    )
  }
  return [...lines, '    return x']
}

function torchvisionModel(configuration: NetworkConfiguration): string[] {
  const { architecture, classes, stem, components } = configuration
  const inputs = networkChannels(configuration)
  const lines = [`model = torchvision.models.${architecture}(num_classes=${classes})`]
  if (stem === 'cifar') {
    lines.push(
      `model.conv1 = torch.nn.Conv2d(${inputs}, 64, 3, padding=1, bias=False)`,
      'model.maxpool = torch.nn.Identity()',
    )
  } else if (inputs !== 3) lines.push(`model.conv1 = torch.nn.Conv2d(${inputs}, 64, 7, 2, 3, bias=False)`)
  const own =
    components === undefined
      ? 'state'
      : "{name: value for name, value in state.items() if not name.startswith('pca.')}"
  return [...lines, `model.load_state_dict(${own})`, 'model.eval()']
}

/** What a layer is in Python, said once for all layers of its kind. */
const HELPERS: Partial<Record<NetworkNode['kind'], string[]>> = {
  convolution: [
    "def convolution(x, name, stride, before, behind, groups, mode='constant', dilation=1):",
    '    x = functional.pad(x, (before, behind, before, behind), mode)',
    "    bias = state.get(name + '.bias')",
    "    return functional.conv2d(x, state[name + '.weight'], bias, stride, 0, dilation, groups)",
  ],
  'blur pooling': [
    'def blurred(x):',
    '    line = torch.tensor([0.25, 0.5, 0.25])',
    '    filters = line.outer(line).expand(x.shape[1], 1, 3, 3)',
    "    x = functional.pad(x, (1, 1, 1, 1), 'reflect')",
    '    return functional.conv2d(x, filters, stride=2, groups=x.shape[1])',
  ],
  'batch normalisation': [
    'def normalisation(x, name, epsilon):',
    "    mean, variance = state[name + '.running_mean'], state[name + '.running_var']",
    "    weight, bias = state[name + '.weight'], state[name + '.bias']",
    '    return functional.batch_norm(x, mean, variance, weight, bias, eps=epsilon)',
  ],
}

const ACTIVATIONS: Readonly<Record<OtherActivation, (x: string) => string>> = {
  'leaky-relu': (x) => `functional.leaky_relu(${x}, 0.01)`,
  'leaky-relu-0.1': (x) => `functional.leaky_relu(${x}, 0.1)`,
  'leaky-relu-0.2': (x) => `functional.leaky_relu(${x}, 0.2)`,
  relu6: (x) => `functional.relu6(${x})`,
  elu: (x) => `functional.elu(${x})`,
  selu: (x) => `functional.selu(${x})`,
  gelu: (x) => `functional.gelu(${x})`,
  'gelu-tanh': (x) => `functional.gelu(${x}, approximate='tanh')`,
  mish: (x) => `functional.mish(${x})`,
  hardswish: (x) => `functional.hardswish(${x})`,
  softplus: (x) => `functional.softplus(${x})`,
  tanh: (x) => `torch.tanh(${x})`,
}

/** Values are numbered; a name is used again once nobody reads what it held. */
function writtenModel(configuration: NetworkConfiguration): string[] {
  const graph = graphOf(configuration)
  const kinds = new Set(graph.nodes.map(({ kind }) => kind))
  const helpers = [...kinds].flatMap((kind) => (HELPERS[kind] ? [...HELPERS[kind], ''] : []))
  const lastReader = new Map(
    graph.nodes.flatMap((node, index) => node.inputs.map((id): [string, number] => [id, index])),
  )
  const variables = new Map([[INPUT, 'x']])
  const free: string[] = []
  let count = 0
  const lines = graph.nodes.map((node, index) => {
    const inputs = node.inputs.map((id) => variables.get(id)!)
    for (const id of new Set(node.inputs)) if (lastReader.get(id) === index) free.unshift(variables.get(id)!)
    const variable = free.shift() ?? `x${++count}`
    variables.set(node.id, variable)
    return `    ${variable} = ${written(configuration, node, inputs)}`
  })
  return [...helpers, 'def model(x):', ...lines, `    return ${variables.get(graph.output)}`]
}

function written(configuration: NetworkConfiguration, node: NetworkNode, [x, y]: string[]): string {
  /** The prefix that a layer's entries have in the file. */
  const named = (name: string): string =>
    `'${exportedName(configuration, `${name}.weight`).replace(/\.weight$/, '')}'`
  switch (node.kind) {
    case 'convolution': {
      const { name, stride, padding, groups, border, dilation } = node
      const others = [
        ...(border === undefined ? [] : [`mode='${border}'`]),
        ...(dilation === undefined ? [] : [`dilation=${dilation}`]),
      ]
      return `convolution(${[x, named(name), stride, ...padding, groups, ...others].join(', ')})`
    }
    case 'batch normalisation':
      return `normalisation(${x}, ${named(node.name)}, ${node.epsilon})`
    case 'relu':
    case 'silu':
      return `functional.${node.kind}(${x})`
    case 'activation':
      return ACTIVATIONS[node.of](x!)
    case 'without first':
      return `${x}[:, :, 1:, 1:]`
    case 'add':
      return `${x} + ${y}`
    case 'max pooling':
      return `functional.max_pool2d(${x}, ${node.kernel}, ${node.stride}, ${node.padding})`
    case 'max pooling up':
      return `functional.max_pool2d(${x}, ${node.kernel}, ${node.stride}, ceil_mode=True)`
    case 'mean pooling':
      return `functional.avg_pool2d(${x}, ${node.kernel}, ${node.stride})`
    case 'blur pooling':
      return `blurred(${x})`
    case 'adaptive pooling':
      return `functional.adaptive_${node.mean ? 'avg' : 'max'}_pool2d(${x}, ${node.side})`
    case 'flatten':
      return `${x}.flatten(1)`
    case 'linear': {
      const name = named(node.name)
      return `functional.linear(${x}, state[${name} + '.weight'], state[${name} + '.bias'])`
    }
    case 'padded shortcut': {
      const { stride, before, behind } = node
      return `functional.pad(${x}[:, :, ::${stride}, ::${stride}], (0, 0, 0, 0, ${before}, ${behind}))`
    }
    default:
      throw node satisfies never
  }
}
