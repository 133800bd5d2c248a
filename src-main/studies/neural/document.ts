/** Measurements of populations as documents for scripts and as tables for people; each number with its unit. */
import { formatNumber } from '../../contract/units'
import { formatInterval, formatPercent } from '../../statistics/number-with-interval'
import { imagesLines, table } from '../document/text'
import { SCALING_WORDS } from '../../contract/kinds/neural/scaling'
import { UNKNOWN_RELIABILITY, leftOutWords } from '../../figures/manifold-words'
import { reachable } from '../../figures/neural-similarity'
import { maximalDocument, maximalTable } from './maximal-document'
import type { ComponentFound, ManifoldFound, TuningFound } from '../../contract/kinds/neural/results'
import type { NeuralResult } from '../../contract/kinds/neural/study'

interface Frequency {
  value: number
  unit: string
}

export function neuralDocument(result: NeuralResult): Record<string, unknown> {
  const {
    study,
    question,
    population,
    which,
    notices,
    tuning,
    manifold,
    similarity,
    maximal,
    models,
    missing,
  } = result
  const common = {
    study,
    question,
    population: population.id,
    about: population,
    ...(which ? { which } : {}),
    ...(notices ? { notices } : {}),
  }
  if (question === 'tuning') return { ...common, ...(tuning ? tuningDocument(tuning) : {}) }
  if (question === 'manifold') return { ...common, ...(manifold ? manifoldDocument(manifold) : {}) }
  if (question === 'maximal') return { ...common, ...(maximal ? maximalDocument(maximal) : {}) }
  return { ...common, ...(similarity ?? {}), models, missing }
}

function tuningDocument({
  preferred,
  interpolated,
  halfWidth,
  unit,
  ...rest
}: TuningFound): Record<string, unknown> {
  const quantity = (found: TuningFound['preferred'], of: string): unknown =>
    found && { median: found.value, low: found.low, high: found.high, unit: of }
  return {
    ...rest,
    unit,
    preferred: quantity(preferred, unit),
    interpolated: quantity(interpolated, unit),
    halfWidth: halfWidth && { ...(quantity(halfWidth, 'octaves') as object), neurons: halfWidth.neurons },
  }
}

/** Half-power frequencies in the units that a reader compares with those of models. */
function halfPowers(
  value: number | null,
  { cyclesPerImage, cyclesPerDegree }: ManifoldFound,
): Record<string, Frequency | null> {
  const of = (factor: number | null, unit: string): Frequency | null =>
    value === null || factor === null ? null : { value: value * factor, unit }
  return { f_half: of(cyclesPerImage, 'cycles/image'), f_half_degrees: of(cyclesPerDegree, 'cycles/degree') }
}

function manifoldDocument(manifold: ManifoldFound): Record<string, unknown> {
  const { components, spectrum, control, ...rest } = manifold
  const described = (list: readonly ComponentFound[]): unknown =>
    list.map(({ profile, ...component }) => ({
      ...component,
      ...halfPowers(profile?.halfPower ?? null, manifold),
      profile: profile?.proportions ?? null,
    }))
  const without = (list: readonly ComponentFound[]): number => list.filter(({ left }) => left !== null).length
  const weighted = (found: ManifoldFound['spectrum']): unknown =>
    found && { ...halfPowers(found.halfPower, manifold), profile: found.proportions }
  return {
    ...rest,
    components: described(components),
    leftOut: without(components),
    spectrum: weighted(spectrum),
    control: control.map(({ kind, components: own, spectrum: mean }) => ({
      kind,
      components: described(own),
      leftOut: without(own),
      spectrum: weighted(mean),
    })),
  }
}

export function neuralTable(result: NeuralResult): string {
  const { question, tuning, manifold, maximal, population, notices = [] } = result
  const name = `${population.name}${population.kind === 'simulated' ? ' (simulated)' : ''}`
  const head = [name, ...notices].join('\n')
  if (question === 'tuning') return tuning ? `${head}\n${tuningTable(tuning)}` : `${head}\nNot finished`
  if (question === 'manifold')
    return manifold
      ? `${head}\n${manifoldTable(manifold, population.kind === 'recorded')}${imagesLines(result.which)}`
      : `${head}\nNot finished`
  if (question === 'maximal') return `${head}\n${maximal ? maximalTable(maximal) : 'Not finished'}`
  return `${head}\n${similarityTable(result)}${imagesLines(result.which)}`
}

function tuningTable(tuning: TuningFound): string {
  const { unit, histogram, preferred, interpolated, halfWidth, lowPass, neurons, unmodulated, aliased } =
    tuning
  const lines = [
    preferred && interpolated
      ? `Preferred frequency, median and 95 % interval over neurons: ${formatInterval(preferred)} ${unit} on the grid, ${formatInterval(interpolated)} ${unit} between its points; ${formatInterval({ value: interpolated.value * tuning.cyclesPerImage, low: interpolated.low * tuning.cyclesPerImage, high: interpolated.high * tuning.cyclesPerImage })} cycles/image`
      : 'No neuron modulates with a frequency that the pixels carry.',
    ...(halfWidth
      ? [`Half-width at half height: ${formatInterval(halfWidth)} octaves (${halfWidth.neurons} neurons)`]
      : []),
    ...(lowPass === null ? [] : [`Low-pass: ${formatPercent({ value: lowPass })}`]),
    `${neurons} neurons, of which ${unmodulated} hardly modulate (less than a tenth of the median range) and ${aliased} more prefer frequencies above ${formatNumber(tuning.carried)} ${unit}, which these pixels alias: neither is in the medians. Gratings above it are in no fit, width or share`,
  ]
  if (unit === 'cycles/image')
    lines.push('The population has no field of view, so nothing is said in degrees.')
  return `${table(
    [unit, 'cycles/image', 'of Nyquist', 'neurons', 'hardly modulate', 'mean response'],
    histogram.map((bin, i) => [
      `${formatNumber(bin.frequency)}${bin.aliased ? ' (aliases)' : ''}`,
      formatNumber(bin.frequency * tuning.cyclesPerImage),
      formatNumber(bin.frequency * tuning.cyclesPerPixel * 2),
      String(bin.neurons),
      String(bin.unmodulated),
      formatNumber(tuning.meanResponse[i]!),
    ]),
  )}\n${lines.join('\n')}`
}

function leftOutLines(what: string, components: readonly ComponentFound[]): string[] {
  const words = leftOutWords(components)
  return words === null ? [] : [`Without f_half and in no mean, of the ${what}: ${words}`]
}

function reliabilityWords({ correlation, reliable }: NonNullable<ComponentFound['reliability']>): string {
  return reliable ? correlation.toFixed(2) : 'not reliable'
}

function manifoldTable(manifold: ManifoldFound, recorded: boolean): string {
  const { components, control, reliable } = manifold
  const frequency = (value: number | null): string =>
    value === null ? '–' : formatNumber(value * manifold.cyclesPerImage)
  const rows = components.map((component, k) => [
    String(component.index),
    formatPercent({ value: component.explained }),
    frequency(component.profile?.halfPower ?? null),
    ...control.flatMap(({ components: own }) => [frequency(own[k]?.profile?.halfPower ?? null)]),
    component.linear > 0 ? formatPercent({ value: component.linear }) : 'none',
    ...(component.reliability ? [reliabilityWords(component.reliability)] : []),
  ])
  const weighted = (found: ManifoldFound['spectrum']): string => frequency(found?.halfPower ?? null)
  const lines = [
    `Weighted by variance: f_half ${weighted(manifold.spectrum)} cycles/image; of the images' own components ${weighted(control[0]?.spectrum ?? null)}, of a random rotation ${weighted(control[1]?.spectrum ?? null)}`,
    `${manifold.images} images, ${manifold.neurons} neurons${manifold.silent > 0 ? ` (${manifold.silent} never vary)` : ''}; participation ratio ${formatNumber(manifold.participation)}`,
    ...leftOutLines('components', components),
    ...control.flatMap(({ kind, components: own }) =>
      leftOutLines(kind === 'images' ? "images' own components" : 'components of a random rotation', own),
    ),
    ...(reliable === null
      ? recorded
        ? [UNKNOWN_RELIABILITY]
        : []
      : [
          `Reliable in both halves of the repeats (random splits, averaged): the first ${reliable} of ${components.length}`,
        ]),
    `Responses are centred${manifold.scaling === 'sd' ? ', and each neuron is divided by its SD' : ', not scaled'}`,
    ...(manifold.cyclesPerDegree === null
      ? ['The population has no field of view, so nothing is said in degrees.']
      : []),
  ]
  return `${table(
    [
      'component',
      'variance',
      'f_half (cycles/image)',
      "images' own",
      'random rotation',
      'linear in pixels',
      ...(components[0]?.reliability ? ['halves correlate'] : []),
    ],
    rows,
  )}\n${lines.join('\n')}`
}

function similarityTable({ similarity, models, missing }: NeuralResult): string {
  const parts = models.map(
    ({ id, layers, chosen }) =>
      `${id}\n${table(
        ['layer', 'RSA [95 %]', 'CKA', 'CKA, unbiased'],
        layers.map(({ name, rsa, low, high, cka, unbiased }) => [
          name,
          formatInterval({ value: rsa, low, high }),
          cka.toFixed(3),
          unbiased.toFixed(3),
        ]),
      )}\n${chosenLine(chosen)}`,
  )
  if (similarity) {
    const { images, neurons, weighted, ceiling, scaling } = similarity
    parts.push(
      `${images} images, ${neurons} neurons, ${SCALING_WORDS[scaling]}${weighted ? ', counted by their reliability' : ''}${ceiling ? ceilingWords(ceiling) : ''}`,
    )
  }
  if (missing.length > 0) parts.push(`Not finished: ${missing.join(', ')}`)
  return parts.join('\n')
}

/** The most similar layer without a winner's bias. */
function chosenLine(chosen: NeuralResult['models'][number]['chosen']): string {
  if (chosen === null)
    return `Too few images to choose the most similar layer on one half of them: the highest RSA above is too high for a comparison of models.`
  const { rsa, low, high, layers, of } = chosen
  const value = formatInterval({ value: rsa, low, high })
  if (of === 1) return `RSA of the only layer compared: ${value}`
  const [first, second] = layers
  return `RSA of the most similar of ${of} layers, chosen on one half of the images and told on the other, mean of both ways: ${value} (${first === second ? `${first} both times` : `${first}, then ${second}`})`
}

function ceilingWords(ceiling: NonNullable<NonNullable<NeuralResult['similarity']>['ceiling']>): string {
  const { value, low, high, images, splits } = ceiling
  const from = `${images} images, ${splits} random splits`
  const most = reachable(ceiling)
  if (value === null || low === null || high === null || most === null)
    return `; two halves of the repeats do not agree (${from}): not reliable, and how much a model could reach is not known`
  return `; two halves of the repeats agree with ${formatInterval({ value, low, high })} (corrected for being halves, ${from}, 95 % interval over images): a perfect model of the mean responses would reach about ${formatInterval(most)}`
}
