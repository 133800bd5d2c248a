/** What the command line says of a file of a model. */
import { behindText, mayBeBest } from '../../contract/import/behind'
import { architectureName } from '../../contract/architectures'
import { answerWords, readingOptions } from '../../contract/import/readings'
import { fullReading, readingWords } from '../../networks/recognition/readings'
import { formatPercent } from '../../statistics/number-with-interval'
import { table } from '../../studies/document/text'
import type { ImportCandidate, InspectedFile, TriedFile } from '../../contract/import/import'
import type { ModelFile } from '../../contract/model'

/** Tensors that are listed for people; `--json` has more. */
const SHOWN_TENSORS = 12
/** Plain values of the file that are listed. */
const SHOWN_NOTES = 8
/** Names that are listed of what does not match. */
const SHOWN_NAMES = 8

export function inspectedText({ checkpoint, candidates, verdict }: InspectedFile): string {
  const lines = [checkpoint.description, ...checkpoint.warnings]
  for (const { path, tensors, tensorCount, numbers } of checkpoint.dictionaries) {
    const where = path.length === 0 ? 'In the file' : `In ${path.join(' › ')}`
    lines.push('', `${where}: ${tensorCount} tensor${tensorCount === 1 ? '' : 's'}, ${numbers} numbers`)
    for (const { name, shape, dtype } of tensors.slice(0, SHOWN_TENSORS))
      lines.push(`  ${name}  [${shape.join(', ')}]  ${dtype}`)
    if (tensorCount > SHOWN_TENSORS) lines.push(`  … and ${tensorCount - SHOWN_TENSORS} more`)
  }
  if (checkpoint.notes.length > 0) {
    const more = checkpoint.noteCount > SHOWN_NOTES ? `; and ${checkpoint.noteCount - SHOWN_NOTES} more` : ''
    const notes = checkpoint.notes.slice(0, SHOWN_NOTES).map(({ name, value }) => `${name}: ${value}`)
    lines.push('', `The file says ${notes.join('; ')}${more}`)
  }
  lines.push('', verdict)
  const shown = new Set<string>()
  for (const candidate of candidates) {
    const key = networkKey(candidate)
    // Readings of one network differ in their titles only.
    if (candidate.fits && shown.has(key)) lines.push(`Candidate ${candidate.number + 1}: ${candidate.title}`)
    else lines.push('', ...candidateLines(candidate))
    if (candidate.fits) shown.add(key)
  }
  // A name from a file may hold line breaks, and would pass for words of ours.
  return lines.map((line) => line.replace(/\p{Cc}/gu, '?')).join('\n')
}

function networkKey({
  dictionary,
  prefix,
  architecture,
  channels,
  output,
  inTheWay,
}: ImportCandidate): string {
  return JSON.stringify([dictionary, prefix, architecture, channels, output, inTheWay])
}

function candidateLines(candidate: ImportCandidate): string[] {
  const { number, title, fits, dictionary, prefix, classes, channels, size, sigma, components } = candidate
  const place = [...dictionary, ...(prefix === '' ? [] : [`names without "${prefix}"`])].join(' › ')
  const facts = [
    classes === null ? null : `${classes} classes`,
    channels === null ? null : `${channels} channel${channels === 1 ? '' : 's'}`,
    size === null ? 'input size: say it with --size' : `${size.pixels}×${size.pixels} pixels`,
    sigma === null ? null : `blur σ = ${sigma} pixels`,
    components === null ? null : `${components} principal components`,
  ].filter((fact) => fact !== null)
  return [
    `Candidate ${number + 1}: ${title}${fits ? '' : ' (does not fit)'}${place === '' ? '' : `, ${place}`}`,
    `  ${facts.join(', ')}`,
    ...candidate.reasons.map((reason) => `  ${reason}`),
    ...listed('lacks', candidate.missing),
    ...listed(
      'has other shapes',
      candidate.wrongShapes.map(
        ({ name, found, expected }) => `${name} [${found.join(', ')}] instead of [${expected.join(', ')}]`,
      ),
    ),
    ...listed('has besides', candidate.unexpected),
    ...listed('besides the network, to be left aside if the logits do not pass it', candidate.inTheWay),
    ...listed(
      'left aside',
      candidate.leftAside.filter((name) => !candidate.inTheWay.includes(name)),
    ),
    candidate.normaliser
      ? `  normaliser in the file: mean ${candidate.normaliser.mean.join(',')} std ${candidate.normaliser.std.join(',')}`
      : `  no normaliser found in the file; by name: ${candidate.presets.map(({ name }) => `"${name}"`).join(', ')}`,
  ]
}

function listed(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return []
  const more = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : ''
  return [`  ${what}: ${names.slice(0, SHOWN_NAMES).join(', ')}${more}`]
}

/** Tells apart what differs by two or three percent. */
const MORE_IMAGES = 2000

export function triedText({ images, readings, normalisers, remarks }: TriedFile): string {
  const rows = normalisers.map(({ name, accuracy, behind }) => [
    name,
    formatPercent(accuracy),
    ...(normalisers.length > 1 ? [behindText(behind)] : []),
  ])
  const ways = readings.map(({ number, reading, title, normaliser, accuracy }) => [
    // One that is not listed is made of a listed one and its answers.
    reading === null ? String(number + 1) : `${number + 1} ${readingOptions(reading)}`,
    title,
    normaliser,
    `${formatPercent(accuracy)}${accuracy.count === images ? '' : ` on ${accuracy.count}`}`,
  ])
  const few = readings.some(({ accuracy }) => accuracy.count < images)
  return [
    ...(ways.length === 0
      ? []
      : [
          `The file can be read in several ways, ${ways.length} of which were tried; each with the normaliser under which it does best${few ? '; what a part of the images put behind the best, or what was not among the best few of those that it could not tell apart, was tried on no more' : ''}:`,
          table(['candidate', 'read as', 'normaliser', `accuracy on ${images} images [95 %]`], ways),
          '',
          `The best of them (${readings[0]!.title}) under each normaliser:`,
        ]),
    table(
      [
        'normaliser',
        `accuracy on ${images} images [95 %]`,
        ...(normalisers.length > 1 ? ['on the same images [95 %]'] : []),
      ],
      rows,
    ),
    ...(images < MORE_IMAGES && normalisers.filter(({ behind }) => mayBeBest(behind)).length > 1
      ? [`--limit ${MORE_IMAGES} tells apart more of them.`]
      : []),
    ...(remarks.length > 0 ? ['', ...remarks] : []),
  ].join('\n')
}

/** What was stored, and the normaliser that was taken. */
export function importedText({ id, name, group, configuration, provenance }: ModelFile): string {
  const { mean, std } = configuration
  const list = (values: readonly number[]): string =>
    values.map((value) => Number(value.toPrecision(4))).join(', ')
  const from =
    provenance.kind !== 'imported'
      ? ''
      : provenance.normaliser.kind === 'file'
        ? ` (${provenance.normaliser.entries})`
        : provenance.normaliser.kind === 'preset'
          ? ` ("${provenance.normaliser.name}")`
          : ' (as given)'
  const read = readingWords({ configuration, entries: {} })
  const { epsilon } = fullReading(configuration)
  // Where it is another one, it is among the words.
  if (epsilon === 1e-5)
    read.push(`batch normalisation with PyTorch’s usual ε = ${answerWords('epsilon', epsilon)}`)
  return [
    `Imported "${id}": ${name}, ${group}.`,
    ...(read.length === 0 ? [] : [`Read as: ${architectureName(configuration)}, ${read.join(', ')}.`]),
    `Normaliser, of images in [0,1]: mean ${list(mean)}, standard deviation ${list(std)}${from}.`,
    ...(provenance.kind === 'imported' ? provenance.reasons : []),
  ]
    .map((line) => line.replace(/\p{Cc}/gu, '?'))
    .join('\n')
}

/** The JSON document of `model import`. */
export function importDocument(model: ModelFile, tried: TriedFile | null): Record<string, unknown> {
  const { id, name, group, configuration, parameters, provenance } = model
  const { architecture, mean, std, sigma, size, channels, classes } = configuration
  return {
    id,
    name,
    architecture,
    group,
    normaliser: {
      mean,
      std,
      ...(provenance.kind === 'imported' ? { from: provenance.normaliser } : {}),
    },
    sigma,
    size,
    channels,
    classes,
    parameters,
    accuracy: tried?.normalisers[0]?.accuracy ?? null,
    reasons: provenance.kind === 'imported' ? provenance.reasons : [],
    remarks: tried?.remarks ?? [],
  }
}
