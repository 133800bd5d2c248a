/** A population as the command line says it, and as the one JSON document. */
import { pixelsPerDegree, squareFieldOfView } from '../../contract/population'
import { formatNumber } from '../../contract/units'
import { shortHash } from '../../figures/short-hash'
import { table } from '../../studies/document/text'
import type { InspectedPopulation } from '../../contract/neural'
import type { PopulationFile } from '../../contract/population'

export function populationDocument(file: PopulationFile): Record<string, unknown> {
  const { id, name, kind, neurons, species, area, group, image, fieldOfView, source, content, provenance } =
    file
  return {
    id,
    name,
    kind,
    neurons,
    species,
    area,
    group,
    /** Degrees, as they were given; of which side says the next. */
    fieldOfView: fieldOfView?.degrees ?? null,
    fieldOfViewOf: fieldOfView?.along ?? null,
    pixelsPerDegree: pixelsPerDegree(file),
    squareFieldOfView: squareFieldOfView(file),
    image,
    source,
    content,
    licence: provenance.licence,
    remarks: provenance.remarks,
  }
}

export function populationTable(all: readonly PopulationFile[]): string {
  return table(
    ['population', 'kind', 'neurons', 'species', 'area', 'image (pixels)', 'field of view', 'content'],
    all.map((file) => [
      file.id,
      file.kind,
      `${file.neurons}`,
      file.species ?? '–',
      file.area ?? '–',
      `${file.image.height} × ${file.image.width}`,
      fieldWords(file),
      shortHash(file.content),
    ]),
  )
}

function fieldWords({ fieldOfView, image }: PopulationFile): string {
  if (fieldOfView === null) return 'not known'
  return `${formatNumber(fieldOfView.degrees)}° (${image.height === image.width ? 'side' : fieldOfView.along})`
}

const KIND_WORDS = {
  model: 'a predictive model: answers any image',
  recorded: 'recorded responses to its own images',
  simulated: 'simulated: no recording',
} as const

export function populationLines(file: PopulationFile): string {
  const { source, provenance, image } = file
  const perDegree = pixelsPerDegree(file)
  const recorded =
    source.kind === 'recorded'
      ? [
          `${source.images} images, ${source.trials} trials (${source.repeats.least === source.repeats.most ? source.repeats.least : `${source.repeats.least} to ${source.repeats.most}`} of each image)`,
        ]
      : []
  return [
    `${file.id}: ${file.neurons} neurons, ${KIND_WORDS[file.kind]}`,
    `species ${file.species ?? 'not said'}, area ${file.area ?? 'not said'}, group of models: ${file.group}`,
    ...recorded,
    `images of ${image.height} × ${image.width} pixels, gray values standardised by ${formatNumber(image.mean, 4)} and ${formatNumber(image.sd, 4)}`,
    perDegree === null
      ? 'field of view not known: nothing of it is in degrees'
      : `field of view ${fieldWords(file)}, ${formatNumber(perDegree)} pixels per degree; a square image shown to it is ${formatNumber(squareFieldOfView(file)!)}° wide`,
    provenance.description,
    ...provenance.remarks,
    `origin: ${provenance.origin ?? 'not said'}; licence: ${provenance.licence?.trim().split('\n')[0] ?? 'not said'}`,
  ].join('\n')
}

export function inspectedPopulationLines(found: InspectedPopulation): string {
  const {
    description,
    sessions,
    behaviourChannels,
    eye,
    notUnderstood,
    outputs,
    arrays,
    trials,
    timed,
    warnings,
  } = found
  return [
    description,
    ...sessions.map(({ name, neurons }) => `session "${name}": ${neurons} neurons`),
    ...(behaviourChannels > 0
      ? [`${behaviourChannels} behavioural input channels (--behaviour, held at 0)`]
      : []),
    ...(eye > 0 ? [`a shifter of ${eye} coordinates (--eye, held at 0)`] : []),
    ...(notUnderstood.length > 0 ? [`not understood: ${notUnderstood.join(', ')}`] : []),
    ...outputs.map(({ name, neurons }) => `output "${name}": ${neurons ?? 'any number of'} neurons`),
    ...arrays.map(({ name, shape, dtype }) => `${name}: ${shape.join(' × ') || 'one number'}, ${dtype}`),
    ...timed.map(
      ({ name, kind, neurons }) =>
        `${name}: ${kind === 'spikes' ? `spike times of ${neurons} units` : `samples in time of ${neurons} regions`} (--responses, with --trials and --window)`,
    ),
    ...trials.map(
      ({ name, trials: count, columns }) =>
        `${name}: ${count} trials (--trials), with the columns ${columns.join(', ')} (--image-index)`,
    ),
    ...warnings,
  ].join('\n')
}
