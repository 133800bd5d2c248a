/** `halfpower model inspect|import`: models from files that were made elsewhere. */
import { Option } from 'commander'
import { TRIAL_IMAGES } from '../../../contract/images/selection'
import { UserError } from '../../../contract/errors'
import { ARCHITECTURE_NAMES } from '../../../contract/architectures'
import { READING_KEYS, READING_QUESTIONS, readingSchema } from '../../../contract/import/readings'
import { groupSchema } from '../../../contract/model'
import { importDocument, importedText, inspectedText, triedText } from '../import-words'
import { print, printJson } from '../output'
import { withProject, withWorkbench } from '../session'
import { count, numbers, oneOf, positive, positives } from '../../../studies/command/values'
import type { Command } from 'commander'
import type { ArchitectureName } from '../../../contract/architectures'
import type { NormaliserChoice } from '../../../contract/import/import'
import type { Reading, ReadingKey } from '../../../contract/import/readings'
import type { Group } from '../../../contract/model'
import type { CommandContext } from '../context'

interface ImportOptions extends Partial<Record<ReadingKey, string>> {
  name?: string
  architecture?: ArchitectureName
  candidate?: number
  output?: string
  leaveAside?: boolean
  normaliser?: string
  mean?: number[]
  std?: number[]
  size?: number
  blur?: number
  noise?: number
  gray?: boolean
  reverseChannels?: boolean
  group?: Group
  dataset?: string
  split?: string
  limit?: number
  device?: string
  threads?: number
  try?: boolean
  json?: boolean
}

/** One option for each question that weights leave open. */
function addReadingOptions(command: Command): Command {
  for (const key of READING_KEYS) {
    const { option, title, of, answers } = READING_QUESTIONS[key]
    const values = answers.map(({ value, words }) =>
      String(value) === words ? words : `${value} (${words})`,
    )
    command.option(
      `${option} <answer>`,
      `${of}: ${title.charAt(0).toLowerCase()}${title.slice(1)}: ${values.join(', ')}`,
      oneOf(
        title.toLowerCase(),
        answers.map(({ value }) => String(value)),
      ),
    )
  }
  return command
}

export function addModelImportCommands(group: Command, context: CommandContext): void {
  group
    .command('inspect')
    .description('look at a file of weights: what it is, its tensors, which architecture fits')
    .argument('<file>', 'the file')
    .option('--json', 'print one JSON document')
    .action(async (file: string, options: { json?: boolean }) => {
      const inspected = await withWorkbench(context, {}, (workbench) =>
        workbench.invoke('model.inspect', { file }),
      )
      if (options.json) printJson(inspected)
      else print(inspectedText(inspected))
    })
  const importing = group.command('import')
  importing
    .description('store a model that was made elsewhere; nothing in the file is run')
    .argument('<dir>', 'the project')
    .argument('<file>', 'PyTorch (.pt, .pth, .th, .tar), safetensors, .npz, ONNX or jarvis .axv')
    .option('--name <name>', "how to call it (the file's name)")
    .option(
      '--group <group>',
      `one of ${groupSchema.options.join(', ')}`,
      oneOf('group', groupSchema.options),
    )
    .addOption(
      new Option(
        '--architecture <name>',
        `one of ${ARCHITECTURE_NAMES.join(', ')} (found out by itself)`,
      ).argParser(oneOf('architecture', ARCHITECTURE_NAMES)),
    )
    .option('--candidate <number>', 'which of the candidates that "model inspect" lists', number)
    .option('--output <name>', 'which output of an ONNX graph are the logits')
  addReadingOptions(importing)
    .option('--leave-aside', 'the logits do not pass the tensors that the file has besides the network')
    .option('--normaliser <name>', 'a normaliser that "model inspect" offers by name')
    .option('--mean <list>', 'normaliser, one number per channel, of images in [0,1]', numbers('mean'))
    .option('--std <list>', 'normaliser, one number per channel', positives('standard deviation'))
    .option('--size <pixels>', 'side length of its input', count('size', 4096))
    .option('--blur <sigma>', 'put a Gaussian blur of this σ (pixels) in front of it', positive('blur σ'))
    .option(
      '--noise <sigma>',
      'every pass adds Gaussian noise of this σ (of intensities in [0,1]) to its images',
      positive('noise σ'),
    )
    .option('--gray', 'its images are gray: each value is given to all of its three channels')
    .option(
      '--reverse-channels',
      'it was trained on blue, green, red: its first convolution is turned around',
    )
    .option('--dataset <dataset>', 'measure its accuracy on some images of this data set')
    .option('--split <part>', 'part of that data set (test; where there is none, val)')
    .option(
      '--limit <images>',
      `how many of its images, class-balanced (${TRIAL_IMAGES.usual}; ${TRIAL_IMAGES.ofLargeImages} of large ones)`,
      count('limit'),
    )
    .option('--try', 'only measure the accuracy under each normaliser; store nothing')
    .option('--device <name>', 'compute device (the best of this machine)')
    .option('--threads <number>', 'threads to compute with', count('number of threads', 1024))
    .option('--json', 'print one JSON document')
    .action(async (dir: string, file: string, options: ImportOptions) => {
      const { dataset: dataSet, split, limit, device } = options
      if (options.try && dataSet === undefined)
        throw new UserError('usage', 'With --try, name a data set with --dataset: it is tried on its images.')
      const normaliser = normaliserOf(options)
      const choice = {
        file,
        candidate: options.candidate === undefined ? undefined : options.candidate - 1,
        architecture: options.architecture,
        output: options.output,
        reading: readingOf(options),
        leaveAside: options.leaveAside,
        size: options.size,
        sigma: options.blur,
        noise: options.noise,
        normaliser,
        gray: options.gray,
        reverseChannels: options.reverseChannels,
      }
      await withProject(context, options, dir, options.try ? 'read' : 'write', async (workbench) => {
        if (options.try && dataSet !== undefined) {
          const tried = await workbench.invoke('model.try', { ...choice, dataSet, split, limit, device })
          if (options.json) printJson(tried)
          else print(triedText(tried))
          return
        }
        // First, so that nothing is stored when the images are not what it takes.
        const tried =
          dataSet === undefined
            ? null
            : await workbench.invoke('model.try', {
                ...choice,
                normaliser: normaliser ?? { kind: 'file' },
                chosenOnly: true,
                dataSet,
                split,
                limit,
                device,
              })
        const model = await workbench.invoke('model.import', {
          ...choice,
          name: options.name,
          group: options.group,
          dataSet,
          device,
        })
        if (options.json) printJson(importDocument(model, tried))
        else {
          print(importedText(model))
          if (tried) print(triedText(tried))
        }
      })
    })
}

/** What the options say of what weights do not say; undefined: nothing. */
function readingOf(options: ImportOptions): Reading | undefined {
  const said = READING_KEYS.flatMap((key) => {
    const value = READING_QUESTIONS[key].answers.find(
      (answer) => String(answer.value) === options[key],
    )?.value
    return value === undefined ? [] : [[key, value] as const]
  })
  return said.length === 0 ? undefined : readingSchema.parse(Object.fromEntries(said))
}

function number(text: string): number {
  return count('candidate')(text)
}

/** What the options say of the normaliser; undefined: what the file says. */
function normaliserOf({ normaliser, mean, std }: ImportOptions): NormaliserChoice | undefined {
  if (normaliser !== undefined && (mean !== undefined || std !== undefined))
    throw new UserError('usage', 'Give either --normaliser, or --mean and --std, not both.')
  if (normaliser !== undefined) return { kind: 'preset', name: normaliser }
  if (mean === undefined && std === undefined) return undefined
  if (mean === undefined || std === undefined)
    throw new UserError('usage', 'Give both --mean and --std: one of them alone is no normaliser.')
  return { kind: 'given', mean, std }
}
