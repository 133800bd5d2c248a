/** `halfpower neural inspect|add|simulate`: where populations come from. */
import { UserError } from '../../../contract/errors'
import { groupSchema } from '../../../contract/model'
import { IMAGE_AXES, RESPONSE_AXES } from '../../../contract/neural'
import { NONLINEARITIES } from '../../../contract/population'
import { SIMULATION_PRESETS } from '../../../neural/simulated/settings'
import { licenceText } from '../licence-text'
import { print, printJson } from '../output'
import { inspectedPopulationLines, populationDocument, populationLines } from '../population-words'
import { withProject, withWorkbench } from '../session'
import {
  count,
  countOrNone,
  places,
  degrees,
  manyOf,
  notNegative,
  numbers,
  oneOf,
  positive,
  seed,
} from '../../../studies/command/values'
import type { Command } from 'commander'
import type { Group } from '../../../contract/model'
import type { SensoriumOptions } from '../../../contract/population'
import type { CommandContext } from '../context'

interface AboutOptions {
  name?: string
  species?: string
  area?: string
  group?: Group
  licence?: string
  origin?: string
  json?: boolean
  threads?: number
}

interface AddOptions extends AboutOptions {
  fieldOfView?: number
  fieldOfViewOf?: 'height' | 'width'
  imageSize?: { height: number; width: number }
  pixelMean?: number
  pixelSd?: number
  session?: string
  linear?: boolean
  paddedInput?: boolean
  hiddenDilation?: number
  lastLayerLinear?: boolean
  coreEluShift?: [number, number]
  outputNonlinearity?: SensoriumOptions['nonlinearity']
  eluOffset?: number
  positionsWithoutTanh?: boolean
  behaviour?: number
  eye?: number[]
  leaveAside?: boolean
  output?: string
  responses?: string
  axes?: (typeof RESPONSE_AXES)[number][]
  images?: string
  imagesFile?: string
  imageAxes?: (typeof IMAGE_AXES)[number][]
  imageIndex?: string
  firstIndex?: '0' | '1'
  blank?: number | 'nan'
  trials?: string
  window?: [number, number]
  tier?: string
  dropNan?: boolean
  dataset?: string
  split?: string
  device?: string
}

interface SimulateOptions extends AboutOptions {
  preset?: string
  preferredSf?: number
  octaves?: number
  bandwidth?: number
  neurons?: number
  cells?: 'simple' | 'energy' | 'both'
  output?: 'elu' | 'squared'
  fieldOfView?: number
  size?: number
  seed?: number
}

function addAboutOptions(command: Command): Command {
  return command
    .option('--name <name>', 'how to call it')
    .option('--species <species>', 'e.g. mouse')
    .option('--area <area>', 'e.g. V1')
    .option(
      '--group <group>',
      'group of models that are regularised with it (by species; of simulated units "regularised (simulated)")',
      oneOf('group', groupSchema.options),
    )
    .option('--licence <text>', 'its licence: a file, or the text itself')
    .option('--origin <text>', 'who made it, or where it can be had')
    .option('--json', 'print one JSON document')
}

export function addNeuralInspectCommand(group: Command, context: CommandContext): void {
  group
    .command('inspect')
    .description('look at a file: its sessions, outputs or arrays; needs no project')
    .argument('<path>', 'the file or folder')
    .option('--json', 'print one JSON document')
    .action(async (path: string, options: { json?: boolean }) => {
      const found = await withWorkbench(context, {}, (workbench) =>
        workbench.invoke('population.inspect', { path }),
      )
      if (options.json) printJson(found)
      else print(inspectedPopulationLines(found))
    })
}

export function addNeuralAddCommand(group: Command, context: CommandContext): void {
  const command = group
    .command('add')
    .description('add a predictive model of neurons, or recorded responses; nothing in the file is run')
    .argument('<dir>', 'the project')
    .argument(
      '<path>',
      'a Sensorium-family checkpoint, an ONNX file, .npy, .npz, .mat, .h5, .nwb, or a folder of the Sensorium data',
    )
  addAboutOptions(command)
    .option('--field-of-view <degrees>', 'visual angle of the shown image', degrees)
    .option(
      '--field-of-view-of <side>',
      'which side of the image that is: height or width (the shorter one; of 36 × 64 pixels that which fits 0.53 pixels/degree)',
      oneOf('side', ['height', 'width']),
    )
    .option('--image-size <HxW>', 'pixels of the images that a model takes, e.g. 36x64', imageSize)
    .option(
      '--pixel-mean <value>',
      'what images are standardised with, on 0 to 255 (113)',
      number('pixel mean'),
    )
    .option('--pixel-sd <value>', 'what images are standardised with, on 0 to 255 (60)', positive('pixel SD'))
    .option('--session <name>', 'which session of a model')
    .option('--linear', 'the core of the model has no ELU between its layers')
    .option('--padded-input', 'the first layer of the model pads the image')
    .option(
      '--hidden-dilation <pixels>',
      'the convolutions behind the first layer are dilated (1)',
      count('dilation', 64),
    )
    .option(
      '--hidden-padding <pixels>',
      'how far these are padded (half of the kernel of the first of them, as in the public code)',
      countOrNone('padding', 64),
    )
    .option('--hidden-stride <pixels>', 'by how much these go on (1)', count('stride', 64))
    .option(
      '--stack <list>',
      'layers that the read-out takes side by side, counted from 0, e.g. 0,2 (the last ones)',
      places('layer'),
    )
    .option('--last-layer-linear', 'the last layer of the core has no ELU')
    .option(
      '--core-elu-shift <x,y>',
      'layers have ELU(v - x) + y, e.g. 0.5,0 (0,0)',
      twoNumbers('ELU shift', 'x and y of ELU(v - x) + y, e.g. 0.5,0'),
    )
    .option(
      '--output-nonlinearity <name>',
      `what follows the read-out: ${NONLINEARITIES.join(', ')} (elu: ELU(v + offset) + 1)`,
      oneOf('nonlinearity', NONLINEARITIES),
    )
    .option('--elu-offset <value>', 'the offset in it (0)', number('ELU offset'))
    .option('--positions-without-tanh', 'the predictor of places has no tanh at its end')
    .option('--behaviour <value>', 'what behavioural input channels are held at (0)', number('behaviour'))
    .option(
      '--eye <list>',
      'what eye position the shifter is held at (0 in each coordinate)',
      numbers('eye position'),
    )
    .option('--leave-aside', 'no response depends on the tensors that are not understood')
    .option('--output <name>', 'which output of an ONNX graph are the neurons')
    .option('--responses <array>', 'which array are the responses')
    .option(
      '--axes <list>',
      'what its axes are, outermost first, e.g. images,repeats,neurons (images,neurons where the number of images proves it; of three axes it is asked)',
      manyOf('axis', RESPONSE_AXES),
    )
    .option('--images <array>', 'which array are the images that were shown')
    .option('--images-file <file>', 'another file that holds them')
    .option('--image-axes <list>', 'what its axes are, e.g. height,width,images', manyOf('axis', IMAGE_AXES))
    .option('--image-index <array>', 'which array says which image each trial shows')
    .option('--first-index <0|1>', 'what the first image is called in it', oneOf('first index', ['0', '1']))
    .option('--blank <number>', 'the number in it that stands for no image: these trials are left out', blank)
    .option('--trials <table>', 'of NWB: the table of trials after whose beginnings responses are measured')
    .option(
      '--window <from,to>',
      'of NWB: milliseconds after the beginning of a trial, e.g. 50,250: spikes are counted there, samples averaged',
      twoNumbers('window', 'two times in milliseconds after the beginning of a trial, e.g. 50,250'),
    )
    .option('--dataset <dataset>', 'the data set of the project whose images were shown, all in order')
    .option('--split <part>', 'its part')
    .option('--tier <name>', 'of a Sensorium folder: train, validation or test (all)')
    .option('--drop-nan', 'leave rows with NaN out')
    .option('--device <name>', 'compute device (the best of this machine)')
    .option('--threads <number>', 'threads to compute with', count('number of threads', 1024))
    .action(async (dir: string, path: string, options: AddOptions) => {
      const {
        paddedInput,
        hiddenDilation,
        lastLayerLinear,
        coreEluShift,
        outputNonlinearity,
        eluOffset,
        positionsWithoutTanh,
        firstIndex,
        dropNan,
        dataset,
        fieldOfViewOf,
        licence,
        json,
        threads: _threads,
        ...same
      } = options
      const file = await withProject(context, options, dir, 'write', async (workbench) =>
        workbench.invoke('population.add', {
          ...same,
          path,
          licence: await licenceText(licence),
          fieldOfViewAlong: fieldOfViewOf,
          padded: paddedInput,
          dilation: hiddenDilation,
          lastLinear: lastLayerLinear,
          coreShift: coreEluShift,
          nonlinearity: outputNonlinearity,
          offset: eluOffset,
          noPositionTanh: positionsWithoutTanh,
          firstIndex: firstIndex === undefined ? undefined : firstIndex === '0' ? 0 : 1,
          dropNaN: dropNan,
          dataSet: dataset,
        }),
      )
      if (json) printJson(populationDocument(file))
      else print(populationLines(file))
    })
}

export function addNeuralSimulateCommand(group: Command, context: CommandContext): void {
  const command = group
    .command('simulate')
    .description('make a population of simulated units; the same settings give the same units')
    .argument('<dir>', 'the project')
  addAboutOptions(command)
    .option(
      '--preset <name>',
      `one of ${Object.keys(SIMULATION_PRESETS).join(', ')}`,
      oneOf('preset', Object.keys(SIMULATION_PRESETS)),
    )
    .option(
      '--preferred-sf <cpd>',
      'median preferred spatial frequency, cycles/degree (0.04)',
      positive('preferred frequency'),
    )
    .option('--octaves <sd>', 'SD of its log2, octaves (1)', notNegative('spread'))
    .option('--bandwidth <octaves>', 'of each unit, full width at half height (1.5)', positive('bandwidth'))
    .option('--neurons <number>', 'how many (2000)', count('number of neurons', 100_000))
    .option(
      '--cells <kind>',
      'simple, energy or both (both)',
      oneOf('kind of cells', ['simple', 'energy', 'both']),
    )
    .option('--output <kind>', 'elu (ELU + 1) or squared (elu)', oneOf('output', ['elu', 'squared']))
    .option('--field-of-view <degrees>', 'visual angle of the side of its square image (67.5)', degrees)
    .option('--size <pixels>', 'side of its image in pixels (36)', count('size', 512))
    .option('--seed <number>', 'population seed: another one gives other units (0)', seed('population seed'))
    .action(async (dir: string, options: SimulateOptions) => {
      const { preferredSf, licence, json, threads: _threads, ...same } = options
      const file = await withProject(context, {}, dir, 'write', async (workbench) =>
        workbench.invoke('population.simulate', {
          ...same,
          licence: await licenceText(licence),
          preferred: preferredSf,
        }),
      )
      if (json) printJson(populationDocument(file))
      else print(populationLines(file))
    })
}

function imageSize(text: string): { height: number; width: number } {
  const found = /^(\d{1,4})[x×](\d{1,4})$/.exec(text)
  const [height, width] = [Number(found?.[1]), Number(found?.[2])]
  if (found && height >= 1 && width >= 1 && height <= 4096 && width <= 4096) return { height, width }
  throw new UserError(
    'usage',
    `The image size "${text}" is not allowed: give height and width in pixels, e.g. 36x64.`,
  )
}

function twoNumbers(what: string, allowed: string): (text: string) => [number, number] {
  return (text) => {
    const found = numbers(what)(text)
    const [first, second] = found
    if (first === undefined || second === undefined || found.length !== 2)
      throw new UserError('usage', `The ${what} "${text}" is not allowed: give ${allowed}.`)
    return [first, second]
  }
}

function blank(text: string): number | 'nan' {
  return /^nan$/i.test(text) ? 'nan' : number('number for no image')(text)
}

function number(what: string): (text: string) => number {
  const read = numbers(what)
  return (text) => {
    const [value, ...others] = read(text)
    if (value === undefined || others.length > 0)
      throw new UserError('usage', `The ${what} "${text}" is not one number.`)
    return value
  }
}
