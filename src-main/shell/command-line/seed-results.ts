/** Families of training seeds as `halfpower seeds` prints them. */
import { familyNotes, familyNumbers, numberCell } from '../../figures/family-words'
import { listed } from '../../figures/numbers'
import { table, weightsCell } from '../../studies/document/text'
import type { SeedFamily, SeedSpread, SeedSummary } from '../../contract/comparisons/families'

/** All families, quantity by quantity; then how much lies between training seeds; then everything left out. */
export function seedText(summary: SeedSummary): string {
  if (summary.families.length === 0)
    return ['No model was trained here: there is no family of training seeds.', ...leftOut(summary)].join(
      '\n',
    )
  return [
    familyTable(summary.families),
    '',
    'SD: standard deviation between training seeds (n − 1). [95 %]: Student’s t-interval of the mean over training seeds.',
    'single network: mean half width of the 95 % intervals of the single trained networks, which know nothing of training again.',
    ...familyNotes(summary.families),
    '',
    networkTable(summary.families),
    ...onlyOne(summary.families),
    ...(summary.spreads.length === 0 ? [] : ['', spreadTable(summary.spreads)]),
    ...summary.spreads.flatMap(spreadSentences),
    ...gaps(summary.families),
    ...leftOut(summary),
  ].join('\n')
}

/** Every trained network, with what tells it from one of the same name of another computer. */
function networkTable(families: readonly SeedFamily[]): string {
  return table(
    ['family', 'training seed', 'model', 'weights'],
    families.flatMap(({ name, members }) =>
      members.map((member) => [name, `${member.trainingSeed}`, member.model, weightsCell(member)]),
    ),
  )
}

function familyTable(families: readonly SeedFamily[]): string {
  return table(
    ['family', 'quantity', 'n', 'mean', 'SD', '[95 %]', 'single network', 'unit'],
    families.flatMap(({ name, measures }) =>
      measures
        .filter(({ n, without }) => n > 0 || without.length > 0)
        .map((measure) => {
          const { mean, sd, interval, single } = familyNumbers(measure)
          return [name, measure.words, `${measure.n}`, mean, sd, interval, single, measure.unit]
        }),
    ),
  )
}

function onlyOne(families: readonly SeedFamily[]): string[] {
  const alone = families.filter(({ members }) => members.length === 1)
  if (alone.length === 0) return []
  const who = alone.length === families.length ? 'Every family' : listed(alone.map(({ name }) => name))
  return [
    `${who}: one training seed only, so nothing is known of training again (sweep with --training-seeds 0,1,2).`,
  ]
}

function spreadTable(spreads: readonly SeedSpread[]): string {
  return table(
    [
      'quantity',
      'families differ in',
      'at',
      'families',
      'networks',
      'SD between training seeds',
      'SD between families',
      'unit',
    ],
    spreads.map(({ words, between, frontEnd, families, networks, withinSd, betweenSd, unit }) => [
      words,
      between,
      frontEnd ?? '–',
      `${families}`,
      `${networks}`,
      numberCell(withinSd),
      numberCell(betweenSd),
      unit,
    ]),
  )
}

function spreadSentences({
  words: quantity,
  frontEnd,
  truncated,
  families,
  leftOut: without,
}: SeedSpread): string[] {
  const words = frontEnd === null ? quantity : `${quantity} at ${frontEnd}`
  return [
    ...(truncated
      ? [
          `${words}: the variance between the ${families} families came out negative and is taken as 0: they spread no more than training seeds do.`,
        ]
      : []),
    ...(without.length === 0
      ? []
      : [`${words}: measured under other settings, hence not compared: ${listed(without)}.`]),
  ]
}

/** Networks without a number, each with its reason. */
function gaps(families: readonly SeedFamily[]): string[] {
  return families.flatMap(({ name, measures, repeated }) => [
    ...measures.flatMap(({ words, without }) =>
      without.map(
        ({ trainingSeed, reason }) => `${name}, training seed ${trainingSeed}, is not in ${words}: ${reason}`,
      ),
    ),
    ...repeated.map(({ model, reason }) => `${model} is not counted: ${reason}`),
  ])
}

function leftOut({ leftOut: models }: SeedSummary): string[] {
  return models.map(({ name, reason }) => `${name} is in no family: ${reason}.`)
}
