/** The short text that lies beside an exported model: what it is, and a complete program that loads it. */
import { architectureWords } from '../../contract/architectures'
import type { NetworkConfiguration } from '../network'
import { IMAGES, LOGITS } from './export-onnx'
import type { ExportedModel } from './export-onnx'
import { pytorchProgram } from './pytorch-program'

/** Characters of a line, and of the titles before the facts. */
const LONGEST = 100
const TITLES = 14

/**
 * @param file name of the exported file, without folders
 * @returns plain text, lines of at most 100 characters where no name is longer; the program stands, complete and
 * unindented, between lines of three backticks
 */
export function exportReadme(
  configuration: NetworkConfiguration,
  model: ExportedModel,
  format: 'onnx' | 'safetensors',
  file: string,
): string {
  const program = format === 'onnx' ? onnxProgram(configuration, file) : pytorchProgram(configuration, file)
  return [
    ...facts(configuration, model, format, file),
    '',
    ...notes(configuration, format),
    '',
    '```python',
    ...program,
    '```',
    '',
  ].join('\n')
}

function notes({ architecture }: NetworkConfiguration, format: 'onnx' | 'safetensors'): string[] {
  if (format === 'safetensors')
    return [
      'In Python, with PyTorch. (The safetensors package reads the same file: safetensors.torch.load_file.)',
    ]
  if (architecture === 'onnx') return ['In Python, with `pip install onnxruntime`:']
  return [
    'It uses public operators of ONNX version 13 only, so that other programs read it, too.',
    'In Python, with `pip install onnxruntime`:',
  ]
}

function facts(
  configuration: NetworkConfiguration,
  { name, classNames, version }: ExportedModel,
  format: 'onnx' | 'safetensors',
  file: string,
): string[] {
  const { channels, size, classes, mean, std, sigma, expandsGray, components } = configuration
  const where = format === 'onnx' ? 'inside the file' : 'in the program below'
  const color = channels === 3 ? '3 channels: red, green, blue' : '1 channel: gray'
  return [
    `${name}: exported by Halfpower ${version}`,
    '',
    `File          ${file}`,
    `Architecture  ${architectureWords(configuration)}`,
    `Images        float32 in [0, 1], [n, ${channels}, ${size}, ${size}] (${color})`,
    `Logits        [n, ${classes}]`,
    ...folded('Classes', classNames),
    ...(components === undefined
      ? []
      : [`Components    projected onto ${components} principal components first, ${where}`]),
    ...(expandsGray ? ['Channels      the gray channel is repeated three times'] : []),
    `Normaliser    mean ${list(mean)}, std ${list(std)}, ${where}`,
    sigma === null
      ? 'Blur          none'
      : `Blur          Gaussian, sigma ${sigma} pixels, wrap-around, after the normaliser, ${where}`,
  ]
}

/** Names one after another, on as many lines as they take. */
function folded(title: string, names: readonly string[]): string[] {
  const lines: string[] = []
  for (const [index, name] of names.entries()) {
    const word = index < names.length - 1 ? `${name},` : name
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= LONGEST)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(`${(lines.length === 0 ? title : '').padEnd(TITLES)}${word}`)
  }
  return lines
}

function list(values: readonly number[]): string {
  return `(${values.join(', ')})`
}

/** A file from elsewhere may fix the number of images that it takes at once, and says so itself. */
function onnxProgram({ architecture, channels, size }: NetworkConfiguration, file: string): string[] {
  const isForeign = architecture === 'onnx'
  return [
    'import numpy, onnxruntime',
    `session = onnxruntime.InferenceSession(${JSON.stringify(file)}, providers=['CPUExecutionProvider'])`,
    ...(isForeign
      ? [
          'fixed = session.get_inputs()[0].shape[0]',
          'count = fixed if isinstance(fixed, int) else 4',
          `images = numpy.random.rand(count, ${channels}, ${size}, ${size}).astype('float32')`,
        ]
      : [`images = numpy.random.rand(4, ${channels}, ${size}, ${size}).astype('float32')`]),
    `logits, = session.run(['${LOGITS}'], {'${IMAGES}': images})`,
    'print(logits.shape)',
  ]
}
