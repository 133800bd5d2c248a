/** `halfpower neural maximal`: tuning curves of single neurons and the images that drive them most (methods N.3). */
import { join, resolve } from 'node:path'
import { encodeNpz } from '../../../checkpoints/npz'
import { UserError } from '../../../contract/errors'
import { MOST_NEURONS } from '../../../contract/kinds/neural/window'
import { writeNamed } from '../../../project/named-file'
import { makeNamedFolder } from '../../../project/write-atomically'
import { count, positive, seed, seeds } from '../../../studies/command/values'
import { say } from '../output'
import { measure, neuralCommand } from './neural-measuring'
import type { Command } from 'commander'
import type { MaximalFound } from '../../../contract/kinds/neural/results'
import type { NeuralResult } from '../../../contract/kinds/neural/study'
import type { Workbench } from '../../../workbench/workbench'
import type { CommandContext } from '../context'
import type { CommonOptions } from './neural-measuring'

interface MaximalOptions extends CommonOptions {
  neurons?: number[]
  random?: number
  norm?: number
  steps?: number
  seed?: number
  out?: string
}

export function addNeuralMaximal(neural: Command, context: CommandContext): void {
  neuralCommand(
    neural.command('maximal'),
    'tuning curves of single neurons, and the images that drive them most (methods N.3)',
  )
    .option('--neurons <list>', 'which neurons, counted from 0, e.g. 0,17,402', seeds('neuron'))
    .option('--random <number>', 'so many neurons, drawn (24)', count('number of neurons', 1000))
    .option(
      '--norm <norm>',
      'largest L2 norm of an image in standardised units (0.25 √pixels)',
      positive('norm'),
    )
    .option('--steps <number>', 'steps of the gradient ascent (200)', count('number of steps', 5000))
    .option(
      '--seed <number>',
      'drawing seed: of the draw and of the noise that the ascent begins with (0)',
      seed('drawing seed'),
    )
    .option('--out <folder>', 'write images and spectra (maximal.npz) and a table (neurons.csv) there')
    .action(async (dir: string, population: string, options: MaximalOptions) => {
      const { neurons, random, norm, steps, seed: number, out } = options
      if (neurons !== undefined && random !== undefined)
        throw new UserError(
          'usage',
          'The neurons are either named or drawn: give --neurons or --random, not both.',
        )
      const { batch: batchSize, title, device } = options
      await measure(
        context,
        dir,
        options,
        {
          ...{ kind: 'neural', population, batchSize, title, device },
          question: { kind: 'maximal', neurons: neurons ?? null, random, norm, steps, seed: number },
        },
        async (workbench, result) => {
          if (out !== undefined && result.maximal)
            await writeFolder(workbench, result, result.maximal, resolve(out))
        },
      )
    })
}

async function writeFolder(
  workbench: Workbench,
  { study }: NeuralResult,
  found: MaximalFound,
  folder: string,
): Promise<void> {
  const all = found.neurons.map(({ neuron }) => neuron)
  const [images, powers]: [Float32Array[], Float32Array[]] = [[], []]
  let side = 1
  for (let from = 0; from < all.length; from += MOST_NEURONS) {
    const asked = all.slice(from, from + MOST_NEURONS)
    const answer = await workbench.invoke('neural.maximal', { study, neurons: asked })
    if (answer.missing.length > 0)
      throw new UserError(
        'project',
        `The images of neurons ${answer.missing.join(', ')} are damaged or gone: resume the study "${study}".`,
      )
    side = answer.side
    for (const { image, power } of answer.images) {
      images.push(Float32Array.from(image))
      powers.push(Float32Array.from(power))
    }
  }
  const joined = (parts: Float32Array[]): Float32Array => {
    const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
    parts.reduce((place, part) => (whole.set(part, place), place + part.length), 0)
    return whole
  }
  const { height, width } = found
  await makeNamedFolder(folder, 'the folder of maximal images')
  await writeNamed(
    join(folder, 'maximal.npz'),
    encodeNpz({
      neurons: { shape: [all.length], dtype: 'int32', data: Int32Array.from(all) },
      images: { shape: [all.length, height, width], dtype: 'float32', data: joined(images) },
      power: { shape: [all.length, side, side], dtype: 'float32', data: joined(powers) },
    }),
  )
  await writeNamed(join(folder, 'neurons.csv'), neuronsCsv(found))
  say(`Written: ${join(folder, 'maximal.npz')} and neurons.csv (${all.length} neurons)`)
}

/** One row a neuron; frequencies in the unit that the head names. */
function neuronsCsv({ unit, frequencies, neurons }: MaximalFound): string {
  const head = [
    'neuron',
    `preferred (${unit})`,
    'half-width (octaves)',
    'low-pass',
    'orientation (degrees)',
    'response',
    'response to gray',
    'norm (standardised units)',
    `peak of the image (${unit})`,
    'orientation of the image (degrees)',
    ...frequencies.map((frequency) => `response at ${frequency} ${unit}`),
  ]
  const rows = neurons.map((each) => [
    each.neuron,
    each.preferred,
    each.halfWidth ?? '',
    each.lowPass,
    each.orientation,
    each.response,
    each.gray,
    each.norm,
    each.peak?.frequency ?? '',
    each.peak?.orientation ?? '',
    ...each.curve,
  ])
  return `${[head, ...rows].map((row) => row.join(',')).join('\n')}\n`
}
