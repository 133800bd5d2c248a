/** `halfpower neural …`: populations of neurons; adding one is in neural-add.ts. */
import { addDeleting } from './bin'
import { addNeuralAddCommand, addNeuralInspectCommand, addNeuralSimulateCommand } from './neural-add'
import { degreesOrNone, oneOf, count } from '../../../studies/command/values'
import { print, printJson, say } from '../output'
import { populationDocument, populationLines, populationTable } from '../population-words'
import { withProject } from '../session'
import { UserError } from '../../../contract/errors'
import { IMAGE_VALUES } from '../../../contract/neural'
import { groupSchema } from '../../../contract/model'
import { licenceText } from '../licence-text'
import type { Command } from 'commander'
import type { Group } from '../../../contract/model'
import type { CommandContext } from '../context'

interface DescribeOptions {
  name?: string
  species?: string
  area?: string
  group?: Group
  fieldOfView?: number | 'none'
  fieldOfViewOf?: 'height' | 'width'
  licence?: string
  origin?: string
  json?: boolean
}

interface RespondOptions {
  dataset?: string
  split?: string
  input?: string
  values?: (typeof IMAGE_VALUES)[number]
  output?: string
  overwrite?: boolean
  limit?: number
  device?: string
  threads?: number
  json?: boolean
}

/** Returns the group, for what else measures populations. */
export function addNeuralCommands(program: Command, context: CommandContext): Command {
  const group = program.command('neural').description('populations of neurons')
  addNeuralInspectCommand(group, context)
  addNeuralAddCommand(group, context)
  addNeuralSimulateCommand(group, context)
  group
    .command('list')
    .description('list the populations')
    .argument('<dir>', 'the project')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: { json?: boolean }) => {
      const all = await withProject(context, {}, dir, 'read', (workbench) =>
        workbench.invoke('population.list', {}),
      )
      if (options.json) printJson({ populations: all.map(populationDocument) })
      else print(all.length === 0 ? 'The project has no population yet.' : populationTable(all))
    })
  group
    .command('show')
    .description('what is known about a population, and where it came from')
    .argument('<dir>', 'the project')
    .argument('<population>', 'the population: id, name, or the beginning of its id')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, population: string, options: { json?: boolean }) => {
      const file = await withProject(context, {}, dir, 'read', (workbench) =>
        workbench.invoke('population.get', { population }),
      )
      if (options.json) printJson({ ...populationDocument(file), provenance: file.provenance })
      else print(populationLines(file))
    })
  addDescribe(group, context)
  group
    .command('relink')
    .description('say which data set now has the images that a recording was shown')
    .argument('<dir>', 'the project')
    .argument('<population>', 'the population')
    .argument('<dataset>', 'the data set; its images must be the same')
    .option('--split <part>', 'its part')
    .action(async (dir: string, population: string, dataSet: string, { split }: { split?: string }) => {
      await withProject(context, {}, dir, 'write', (workbench) =>
        workbench.invoke('population.relink', { population, dataSet, split }),
      )
      print(`The images of "${population}" are now those of "${dataSet}".`)
    })
  addDeleting(group, context, 'population', 'neural')
  addRespond(group, context)
  return group
}

function addDescribe(group: Command, context: CommandContext): void {
  group
    .command('describe')
    .description('change what is said about a population')
    .argument('<dir>', 'the project')
    .argument('<population>', 'the population')
    .option('--name <name>', 'what it is called')
    .option('--species <species>', 'e.g. mouse')
    .option('--area <area>', 'e.g. V1')
    .option(
      '--group <group>',
      'group of models that are regularised with it',
      oneOf('group', groupSchema.options),
    )
    .option('--field-of-view <degrees>', 'of the shown image; "none": not known', degreesOrNone)
    .option(
      '--field-of-view-of <side>',
      'which side of the image that is: height or width',
      oneOf('side', ['height', 'width']),
    )
    .option('--licence <text>', 'its licence: a file, or the text itself')
    .option('--origin <text>', 'who made it, or where it can be had')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, population: string, options: DescribeOptions) => {
      const { fieldOfView: degrees, fieldOfViewOf: along, licence, json, ...said } = options
      if (along !== undefined && typeof degrees !== 'number')
        throw new UserError(
          'usage',
          'Give --field-of-view with --field-of-view-of: a side alone is no angle.',
        )
      const file = await withProject(context, {}, dir, 'write', async (workbench) => {
        const { image } = await workbench.invoke('population.get', { population })
        if (typeof degrees === 'number' && along === undefined && image.height !== image.width)
          throw new UserError(
            'usage',
            `The image of "${population}" has ${image.height} × ${image.width} pixels: say with --field-of-view-of whether ${degrees}° are its height or its width.`,
          )
        return await workbench.invoke('population.describe', {
          population,
          ...said,
          licence: await licenceText(licence),
          fieldOfView:
            degrees === undefined
              ? undefined
              : degrees === 'none'
                ? null
                : { degrees, along: along ?? 'height' },
        })
      })
      if (json) printJson(populationDocument(file))
      else print(populationLines(file))
    })
}

function addRespond(group: Command, context: CommandContext): void {
  group
    .command('respond')
    .description('write what a population answers to images')
    .argument('<dir>', 'the project')
    .argument('<population>', 'the population; of a recording, its means are written')
    .option('--dataset <dataset>', 'images of the project')
    .option('--split <part>', 'part of that data set')
    .option('--input <file>', 'a .npy file: (images, height, width), or with 1 or 3 channels')
    .option(
      '--values <kind>',
      'how its numbers are meant: standardised, 0-255 or 0-1 (found out where that is certain)',
      oneOf('kind of values', IMAGE_VALUES),
    )
    .option('--output <file>', 'a .npy file: float32, images × neurons')
    .option('--overwrite', 'replace a file of this name')
    .option('--limit <images>', 'the first images only', count('limit'))
    .option('--device <name>', 'compute device (the best of this machine)')
    .option('--threads <number>', 'threads to compute with', count('number of threads', 1024))
    .option('--json', 'print one JSON document')
    .action(async (dir: string, population: string, options: RespondOptions) => {
      const { dataset: dataSet, split, input, values, output, overwrite, limit, device } = options
      if (output === undefined)
        throw new UserError(
          'usage',
          'The option --output <file> is missing: say where the responses are written, e.g. --output responses.npy.',
        )
      const { file, shape, remarks } = await withProject(context, options, dir, 'read', (workbench) =>
        workbench.invoke('population.respond', {
          population,
          dataSet,
          split,
          input,
          values,
          output,
          overwrite,
          limit,
          device,
        }),
      )
      for (const remark of remarks) say(`halfpower: ${remark}`)
      if (options.json) printJson({ file, images: shape[0], neurons: shape[1], remarks })
      else print(`Wrote ${file}: responses of ${shape[1]} neurons to ${shape[0]} images.`)
    })
}
