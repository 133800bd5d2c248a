/** Computes the manifold of a population's responses and its controls (neural N.4). */
import { UserError } from '../../contract/errors'
import { pixelsPerDegree, squareSide } from '../../contract/population'
import { gratingGrid, gratingsOf, phaseHarmonics } from '../../neural/gratings'
import { reliableDimensions } from '../../neural/reliable-dimensions'
import { centreResponses, centredLike, randomAxes, responseAxes, scoresOn } from '../../neural/response-axes'
import { decomposePixels, explainedByChance, ridge } from '../../neural/ridge'
import { answersOf } from '../../neural/tuning'
import { WeightSpectra, leftOut, weightedProfile } from '../../neural/weight-spectrum'
import { chosenImages } from '../context'
import { answersTo } from './answers'
import { encodeManifold } from './manifold-file'
import { reliabilityOf } from './manifold-reliability'
import { grayImages, recordedPixels } from './pixels'
import type { ComponentFound, ManifoldFound } from '../../contract/kinds/neural/results'
import type { ManifoldTask } from '../../contract/kinds/neural/tasks'
import type { UnitOutcome } from '../../contract/tasks'
import { generator } from '../../random/generator'
import type { Generator } from '../../random/generator'
import type { GratingGrid } from '../../neural/gratings'
import type { OpenedPopulation } from '../../neural/population'
import type { AxisReliability } from '../../neural/reliable-dimensions'
import type { CentredResponses, ResponseAxes } from '../../neural/response-axes'
import type { PixelDecomposition } from '../../neural/ridge'
import type { WeightProfile } from '../../neural/weight-spectrum'
import type { UnitContext } from '../context'
import type { GrayImages } from './pixels'

/** Scores of gratings on axes: harmonics by frequency. */
type GratingScores = { amplitude: number[][]; mean: number[][] }[]

export async function runManifold(task: ManifoldTask, context: UnitContext): Promise<UnitOutcome> {
  const data = task.images === null ? null : await chosenImages(context, task.images)
  const population = await context.population(task.population)
  try {
    const { file } = population
    const { images, neurons, responses } = await answersTo(
      population,
      data,
      task.most,
      task.batchSize,
      (work) => context.progress({ work, imagesPerSecond: null, label: null }),
    )
    const count = checkedCount(task.components, images.length, neurons)
    const centred = centreResponses(responses, images.length, neurons, task.scaling)
    if (centred.silent === neurons)
      throw new UserError(
        'input',
        `No neuron of "${file.id}" responds differently to different images: there is no manifold.`,
      )
    const axes = await responseAxes(centred, count)
    const rotation = await randomAxes(centred, count, task.seed)
    const pixels = await pixelsOf(population, data, images)
    const decomposition = decomposePixels(pixels.values, images.length, pixels.height * pixels.width)
    const grid = population.responder ? gridOf(population) : null
    const scores = grid
      ? await gratingScores(population, grid, centred, [axes.axes, rotation.axes], count)
      : null
    const reliability = population.recording
      ? await reliabilityOf(population.recording, images, task, centred, count)
      : null
    const spectra = new WeightSpectra(pixels.height, pixels.width)
    const found = await described(
      ...([axes, centred, decomposition, spectra, scores?.[0] ?? null, reliability] as const),
      generator(task.seed, 'permuted scores', 'components'),
    )
    const rotated = await described(
      ...([rotation, centred, decomposition, spectra, scores?.[1] ?? null, null] as const),
      generator(task.seed, 'permuted scores', 'rotation'),
    )
    const principal = imageComponents(decomposition, spectra, count, grid, pixels)
    const reliable = reliability === null ? null : reliableDimensions(reliability)
    const shownPixel = 1 / pixels.shownPerPixel
    const perDegree = pixelsPerDegree(file)
    const result: ManifoldFound = {
      ...pick(found),
      images: images.length,
      neurons,
      silent: centred.silent,
      scaling: task.scaling,
      participation: axes.participation,
      reliable,
      weights: { height: pixels.height, width: pixels.width },
      thresholds: found.thresholds,
      cyclesPerImage: shownPixel * squareSide(file),
      cyclesPerDegree: perDegree === null ? null : shownPixel * perDegree,
      gratings: grid && { frequencies: grid.frequencies, unit: grid.unit },
      control: [
        { kind: 'images', ...pick(principal) },
        { kind: 'rotation', ...pick(rotated) },
      ],
    }
    const arrays = await context.writeArrays(
      encodeManifold(pixels, {
        manifold: found.weights,
        rotation: rotated.weights,
        images: principal.weights,
      }),
    )
    return { data: { ...result }, arrays }
  } finally {
    await population.close()
  }
}

function checkedCount(asked: number, images: number, neurons: number): number {
  const most = Math.min(images - 1, neurons)
  if (asked <= most) return asked
  throw new UserError(
    'usage',
    `${asked} components are not possible: ${images} images and ${neurons} neurons have at most ${most}; give --components ${most} or fewer.`,
  )
}

function gridOf({ file }: OpenedPopulation): GratingGrid {
  return gratingGrid({ pixelsPerDegree: pixelsPerDegree(file), side: squareSide(file) }, null)
}

async function pixelsOf(
  { file, recording }: OpenedPopulation,
  data: Parameters<typeof grayImages>[0] | null,
  images: Int32Array,
): Promise<GrayImages> {
  if (data === null) return await recordedPixels(recording!, images)
  const gray = await grayImages(data, file)
  if (images.length === data.count) return gray
  const plane = gray.height * gray.width
  const values = new Float32Array(images.length * plane)
  images.forEach((image, i) =>
    values.set(gray.values.subarray(image * plane, (image + 1) * plane), i * plane),
  )
  return { ...gray, values }
}

async function gratingScores(
  { responder }: OpenedPopulation,
  grid: GratingGrid,
  centred: CentredResponses,
  axes: readonly Float32Array[],
  count: number,
): Promise<GratingScores[]> {
  const answer = answersOf(responder!)
  const found: GratingScores[] = axes.map(() =>
    Array.from({ length: count }, () => ({ amplitude: [], mean: [] })),
  )
  for (const frequency of grid.frequencies) {
    const responses = centredLike(centred, await answer(frequency * grid.cyclesPerPixel))
    for (const [a, own] of axes.entries()) {
      const scores = await scoresOn(own, count, responses, centred.neurons)
      addHarmonics(found[a]!, scores, count)
    }
  }
  return found
}

/** @param scores [gratings, count] of one frequency */
function addHarmonics(found: GratingScores, scores: ArrayLike<number>, count: number): void {
  const gratings = scores.length / count
  for (let k = 0; k < count; k++) {
    const own = Float64Array.from({ length: gratings }, (_, g) => scores[g * count + k]!)
    const { amplitude, mean } = phaseHarmonics(own)
    found[k]!.amplitude.push(amplitude)
    found[k]!.mean.push(mean)
  }
}

interface Described {
  components: ComponentFound[]
  spectrum: WeightProfile | null
  thresholds: number[]
  /** [components][pixels]. */
  weights: Float64Array[]
}

const pick = ({ components, spectrum }: Described): Pick<ManifoldFound, 'components' | 'spectrum'> => ({
  components,
  spectrum: spectrum && { proportions: spectrum.proportions, halfPower: spectrum.halfPower },
})

/** Each axis by the weight image that predicts its scores. */
async function described(
  { axes, count, explained }: Pick<ResponseAxes, 'axes' | 'count' | 'explained'>,
  { images, neurons, values }: CentredResponses,
  decomposition: PixelDecomposition,
  spectra: WeightSpectra,
  gratings: GratingScores | null,
  reliability: AxisReliability[] | null,
  stream: Generator,
): Promise<Described> {
  const scores = await scoresOn(axes, count, values, neurons)
  const targets = Array.from({ length: count }, (_, k) =>
    Float64Array.from({ length: images }, (_unused, i) => scores[i * count + k]!),
  )
  const fits = targets.map((target) => ridge(decomposition, target))
  return together(
    fits.map(({ weights }) => weights),
    spectra,
    explained,
    fits.map(({ explained: linear }) => linear),
    targets.map((target) => explainedByChance(decomposition, target, stream)),
    gratings,
    reliability,
  )
}

/** The control: principal components of the images themselves, which are their own weight images. */
function imageComponents(
  { components, eigenvalues, pixels }: PixelDecomposition,
  spectra: WeightSpectra,
  most: number,
  grid: GratingGrid | null,
  { height, width, shownPerPixel }: GrayImages,
): Described {
  const count = Math.min(most, eigenvalues.length)
  const total = eigenvalues.reduce((sum, value) => sum + value, 0)
  const weights = Array.from({ length: count }, (_, k) => components.slice(k * pixels, (k + 1) * pixels))
  return together(
    weights,
    spectra,
    weights.map((_, k) => eigenvalues[k]! / total),
    weights.map(() => 1),
    weights.map(() => 0),
    grid && gratingsOnPixels(weights, grid, height, width, shownPerPixel),
    null,
  )
}

function gratingsOnPixels(
  weights: readonly Float64Array[],
  grid: GratingGrid,
  height: number,
  width: number,
  shownPerPixel: number,
): GratingScores {
  const found: GratingScores = weights.map(() => ({ amplitude: [], mean: [] }))
  const plane = height * width
  for (const frequency of grid.frequencies) {
    const images = gratingsOf(frequency * grid.cyclesPerPixel * shownPerPixel, { height, width })
    const count = images.length / plane
    const scores = new Float64Array(count * weights.length)
    for (let g = 0; g < count; g++)
      weights.forEach((own, k) => {
        let sum = 0
        for (let p = 0; p < plane; p++) sum += images[g * plane + p]! * own[p]!
        scores[g * weights.length + k] = sum
      })
    addHarmonics(found, scores, weights.length)
  }
  return found
}

function together(
  weights: Float64Array[],
  spectra: WeightSpectra,
  explained: readonly number[],
  linear: readonly number[],
  chance: readonly number[],
  gratings: GratingScores | null,
  reliability: AxisReliability[] | null,
): Described {
  const profiles = weights.map((own) => spectra.profile(own))
  const reliable = reliability === null ? Infinity : reliableDimensions(reliability)
  const left = profiles.map((profile, k) => leftOut(profile, k < reliable, linear[k]!, chance[k]!))
  const kept = profiles.flatMap((profile, k) => (left[k] === null ? [{ profile, share: explained[k]! }] : []))
  return {
    components: profiles.map(({ proportions, halfPower }, k) => ({
      index: k + 1,
      explained: explained[k]!,
      profile: left[k] === null ? { proportions, halfPower } : null,
      left: left[k]!,
      linear: linear[k]!,
      chance: chance[k]!,
      gratings: gratings?.[k] ?? null,
      reliability: reliability?.[k] ?? null,
    })),
    spectrum: weightedProfile(
      kept.map(({ profile }) => profile),
      kept.map(({ share }) => share),
    ),
    thresholds: profiles[0]!.thresholds,
    weights,
  }
}
