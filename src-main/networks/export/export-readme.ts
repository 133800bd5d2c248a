/** The short text that lies beside an exported model: what it is, and a complete program that loads it. */
import { architectureWords } from '../../contract/architectures'
import { networkChannels } from '../configuration'
import type { NetworkConfiguration } from '../network'
import type { ExportedModel } from './export-onnx'
import { hasTorchvisionNames } from './export-safetensors'

/**
 * @param file name of the exported file, without folders
 * @returns plain text, lines of at most 100 characters where no name is longer
 */
export function exportReadme(
  configuration: NetworkConfiguration,
  model: ExportedModel,
  format: 'onnx' | 'safetensors',
  file: string,
): string {
  const program =
    format === 'onnx' ? onnxProgram(configuration, file) : safetensorsProgram(configuration, file)
  return [...facts(configuration, model, format, file), '', ...program, ''].join('\n')
}

function facts(
  configuration: NetworkConfiguration,
  { name, classNames, version }: ExportedModel,
  format: 'onnx' | 'safetensors',
  file: string,
): string[] {
  const { channels, size, classes, mean, std, sigma, expandsGray, components } = configuration
  const where = format === 'onnx' ? 'inside the file' : 'not in the file: the program below applies it'
  const color = channels === 3 ? '3 channels: red, green, blue' : '1 channel: gray'
  return [
    `${name}: exported by Halfpower ${version}`,
    '',
    `File          ${file}`,
    `Architecture  ${architectureWords(configuration)}`,
    `Images        float32 in [0, 1], [n, ${channels}, ${size}, ${size}] (${color})`,
    `Logits        [n, ${classes}]`,
    ...(classNames.length > 0 ? [`Classes       ${classNames.join(', ')}`] : []),
    ...(components === undefined
      ? []
      : [`Components    projected onto ${components} principal components first, ${where}`]),
    ...(expandsGray ? ['Channels      the gray channel is repeated three times'] : []),
    `Normaliser    (x - mean) / std with mean ${list(mean)}, std ${list(std)}, ${where}`,
    sigma === null
      ? 'Blur          none'
      : `Blur          Gaussian, sigma ${sigma} pixels, wrap-around, after the normaliser, ${where}`,
  ]
}

function list(values: readonly number[]): string {
  return `(${values.join(', ')})`
}

function onnxProgram({ channels, size }: NetworkConfiguration, file: string): string[] {
  return [
    'In Python, with `pip install onnxruntime`:',
    '',
    '    import numpy, onnxruntime',
    `    session = onnxruntime.InferenceSession(${JSON.stringify(file)})`,
    `    images = numpy.random.rand(4, ${channels}, ${size}, ${size}).astype('float32')`,
    "    logits, = session.run(['logits'], {'images': images})",
    '',
    'It uses public operators of ONNX version 13 only, so that other programs read it, too.',
  ]
}

/** Reads the file without another package, so that it works with PyTorch and NumPy alone. */
function safetensorsProgram(configuration: NetworkConfiguration, file: string): string[] {
  return [
    'In Python, with PyTorch:',
    '',
    ...indent([
      'import json, math, numpy, torch',
      '',
      'def load(path):',
      "    with open(path, 'rb') as file:",
      "        header = json.loads(file.read(int.from_bytes(file.read(8), 'little')))",
      '        data = file.read()',
      "    types = {'F32': 'float32', 'I32': 'int32'}",
      "    return {name: torch.from_numpy(numpy.frombuffer(data[slice(*entry['data_offsets'])],",
      "                                   types[entry['dtype']]).reshape(entry['shape']).copy())",
      "            for name, entry in header.items() if name != '__metadata__'}",
      '',
      `state = load(${JSON.stringify(file)})`,
      ...frontEnd(configuration),
      ...network(configuration),
    ]),
    '',
    'The safetensors package reads the same file: `safetensors.torch.load_file`.',
  ]
}

function frontEnd(configuration: NetworkConfiguration): string[] {
  const { mean, std, sigma, components } = configuration
  const channels = networkChannels(configuration)
  const numbers = (values: readonly number[]): string => `torch.tensor([${values.join(', ')}]).view(-1, 1, 1)`
  const lines = ['', 'def prepare(images):']
  if (components !== undefined) {
    lines.push(
      "    mean, basis = state['pca.mean'], state['pca.components']",
      '    images = (((images.flatten(1) - mean) @ basis.T) @ basis + mean).view_as(images)',
    )
  }
  lines.push(`    x = (images - ${numbers(mean)}) / ${numbers(std)}`)
  if (configuration.expandsGray) lines.push('    x = x.expand(-1, 3, -1, -1)')
  if (sigma !== null) {
    lines.push(
      `    half = math.ceil(2.5 * ${sigma})`,
      `    line = torch.exp(-torch.arange(-half, half + 1.0) ** 2 / (2 * ${sigma} ** 2))`,
      `    kernel = torch.outer(line, line).expand(${channels}, 1, -1, -1) / line.sum() ** 2`,
      "    x = torch.nn.functional.pad(x, (half,) * 4, mode='circular')",
      `    x = torch.nn.functional.conv2d(x, kernel, groups=${channels})`,
    )
  }
  return [...lines, '    return x']
}

function network(configuration: NetworkConfiguration): string[] {
  const { architecture, classes, width, stem, channels, size } = configuration
  const images = `images = torch.rand(4, ${channels}, ${size}, ${size})`
  const isTorchvision = hasTorchvisionNames(configuration) && width === 64
  if (!isTorchvision) {
    return [
      '',
      `# The names of the entries are those of the public definition of this architecture; its own class`,
      '# takes them with model.load_state_dict(state), and model(prepare(images)) are the logits.',
      images,
      'print(prepare(images).shape, len(state))',
    ]
  }
  const inputs = networkChannels(configuration)
  const lines = [
    '',
    'import torchvision',
    `model = torchvision.models.${architecture}(num_classes=${classes})`,
  ]
  if (stem === 'cifar') {
    lines.push(
      `model.conv1 = torch.nn.Conv2d(${inputs}, 64, 3, padding=1, bias=False)`,
      'model.maxpool = torch.nn.Identity()',
    )
  } else if (inputs !== 3) lines.push(`model.conv1 = torch.nn.Conv2d(${inputs}, 64, 7, 2, 3, bias=False)`)
  const own =
    configuration.components === undefined
      ? 'state'
      : "{name: state[name] for name in state if not name.startswith('pca.')}"
  return [
    ...lines,
    `model.load_state_dict(${own})`,
    'model.eval()',
    images,
    'logits = model(prepare(images))',
  ]
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `    ${line}`))
}
