/**
 * What a user's choice means for a file: which candidate, which normaliser, which size. Pure. Nothing is
 * guessed: where the file leaves a question open, the answer is a sentence that says what to choose from.
 */
import { UserError } from '../../contract/errors'
import { nearest } from '../../project/suggest'
import { readingOptions } from '../../contract/import/readings'
import { listed, questions, severalWays } from './several-ways'
import type { ImportCandidate, ImportChoice } from '../../contract/import/import'
import type { Reading } from '../../contract/import/readings'
import type { NormaliserOrigin } from '../../contract/model'

/**
 * The candidate that is meant: the one named by number, the best of the architecture named, or the only one
 * that fits (and that the chosen normaliser can be meant for).
 * @throws UserError('usage') listing the candidates when several fit or the number is not there;
 *   UserError('input') saying what does not match when the one that is meant does not fit.
 */
export function chooseCandidate(
  file: string,
  candidates: readonly ImportCandidate[],
  choice: Pick<
    ImportChoice,
    'candidate' | 'architecture' | 'normaliser' | 'output' | 'reading' | 'leaveAside'
  >,
  verdict: string,
): ImportCandidate {
  if (candidates.length === 0) throw new UserError('input', verdict)
  const { candidate } = choice
  const chosen =
    candidate !== undefined ? byNumber(candidates, candidate) : onlyFitting(file, candidates, choice)
  // Who names a candidate has seen what speaks against it; without its tensors it cannot be built all the same.
  const whole = chosen.missing.length === 0 && chosen.wrongShapes.length === 0
  if (!chosen.fits && !(candidate !== undefined && whole && chosen.architecture !== 'onnx'))
    throw new UserError('input', misfit(file, chosen))
  return chosen
}

/**
 * The candidates that are left by what is said of the architecture, the output and the reading.
 * @throws UserError when none is
 */
export function candidatesMeant(
  candidates: readonly ImportCandidate[],
  { architecture, output, reading }: Pick<ImportChoice, 'architecture' | 'output' | 'reading'>,
): readonly ImportCandidate[] {
  const ofArchitecture = architecture === undefined ? candidates : byArchitecture(candidates, architecture)
  const ofOutput = output === undefined ? ofArchitecture : byOutput(ofArchitecture, output)
  return reading === undefined ? ofOutput : byReading(ofOutput, reading)
}

/** Those that fit and that the normaliser can be meant for; where it is for none of them, all that fit. */
export function fittingCandidates(
  candidates: readonly ImportCandidate[],
  normaliser: ImportChoice['normaliser'],
): readonly ImportCandidate[] {
  const all = candidates.filter((each) => each.fits)
  const meant = all.filter((each) => takes(each, normaliser))
  return meant.length > 0 ? meant : all
}

function byReading(candidates: readonly ImportCandidate[], reading: Reading): readonly ImportCandidate[] {
  const said = Object.entries(reading).filter(([, value]) => value !== undefined)
  const found = candidates.filter(({ reading: own }) =>
    said.every(([key, value]) => own[key as keyof Reading] === value),
  )
  if (found.length > 0) return found
  const open = questions(candidates.filter(({ fits }) => fits))
  throw new UserError(
    'input',
    `No way to read the file has ${readingOptions(reading)}: ${open === '' ? 'its names leave nothing of this kind open' : `what is open is ${open}`}.`,
  )
}

function byNumber(candidates: readonly ImportCandidate[], number: number): ImportCandidate {
  const found = candidates[number]
  if (!found)
    throw new UserError(
      'usage',
      `There is no candidate ${number + 1}: the file can be read in ${candidates.length === 1 ? 'one way' : `${candidates.length} ways`} (${listed(candidates)}).`,
    )
  return found
}

function byArchitecture(
  candidates: readonly ImportCandidate[],
  architecture: string,
): readonly ImportCandidate[] {
  const found = candidates.filter((each) => each.architecture === architecture)
  if (found.length === 0)
    throw new UserError(
      'input',
      `The tensors of the file are not those of the architecture "${architecture}": what comes near is ${listed(candidates)}.`,
    )
  return found
}

function byOutput(candidates: readonly ImportCandidate[], output: string): readonly ImportCandidate[] {
  const found = candidates.filter((each) => each.output === output)
  if (found.length > 0) return found
  const names = candidates.flatMap((each) => (each.output === null ? [] : [each.output]))
  throw new UserError(
    'usage',
    names.length === 0
      ? 'Only an ONNX graph has outputs to choose from, and this file is none: leave "--output" out.'
      : `The graph has no output "${output}" that can be logits${nearest(output, names)}: choose one of ${names.map((name) => `"${name}"`).join(', ')}.`,
  )
}

function onlyFitting(
  file: string,
  candidates: readonly ImportCandidate[],
  choice: Pick<ImportChoice, 'architecture' | 'normaliser' | 'output' | 'reading' | 'leaveAside'>,
): ImportCandidate {
  const meant = candidatesMeant(candidates, choice)
  const fitting = fittingCandidates(meant, choice.normaliser)
  // However it is read: that comes before the question how.
  const [first] = fitting
  if (first && fitting.every(({ inTheWay }) => inTheWay.length > 0))
    checkLeftAside(file, first, choice.leaveAside)
  if (fitting.length > 1) throw new UserError('usage', severalWays(file, fitting, candidates, choice.reading))
  return first ?? meant[0]!
}

/** Whether a candidate can have this normaliser: what is for gray images tells a gray reading from a colour one. */
function takes(candidate: ImportCandidate, normaliser: ImportChoice['normaliser']): boolean {
  if (normaliser?.kind === 'given') return normaliser.mean.length === candidate.channels
  if (normaliser?.kind === 'preset') return candidate.presets.some(({ name }) => name === normaliser.name)
  return true
}

/**
 * What the file has besides the network is left aside only when somebody says that this is right.
 * @throws UserError('usage') naming it otherwise
 */
export function checkLeftAside(
  file: string,
  { title, inTheWay }: Pick<ImportCandidate, 'title' | 'inTheWay'>,
  leaveAside: boolean | undefined,
): void {
  if (inTheWay.length === 0 || leaveAside) return
  throw new UserError(
    'usage',
    `"${file}" holds more than a ${title.split(',')[0]}: ${some(inTheWay)}; if the images or the logits pass through them, export the whole as ONNX and import that file, and if they do not (another head), say so ("--leave-aside").`,
  )
}

/**
 * Means in the order blue, green, red say that the network was given its images so. That is taken from nobody but the user.
 * @throws UserError('usage') asking, where neither the order nor another normaliser was said
 */
export function checkChannelOrder(
  file: string,
  { blueFirst, normaliser, architecture }: Pick<ImportCandidate, 'blueFirst' | 'normaliser' | 'architecture'>,
  choice: Pick<ImportChoice, 'normaliser' | 'reverseChannels'>,
): void {
  if (blueFirst === null || choice.reverseChannels || choice.normaliser?.kind === 'given') return
  if (architecture === 'onnx')
    throw new UserError(
      'usage',
      `The means that "${file}" takes off its images are those of ${blueFirst} in the order blue, green, red, and images come red first here: turn them around in the graph (in PyTorch x[:, [2, 1, 0]]) and export it again; if it was trained on red, green, blue all the same, say so by giving the normaliser in front of the graph in numbers ("--mean" and "--std").`,
    )
  if (choice.normaliser !== undefined && choice.normaliser.kind !== 'file') return
  throw new UserError(
    'usage',
    `The means of the normaliser in "${file}" (${normaliser?.mean.map((value) => Number(value.toPrecision(4))).join(', ') ?? ''}) are those of ${blueFirst} in the order blue, green, red: if the network was trained on images in that order, say so ("--reverse-channels"); if not, give the normaliser in numbers, red first ("--mean" and "--std").`,
  )
}

/** A network without its last layer: only the read-out's entries are missing. */
function isEncoder({ missing, wrongShapes }: ImportCandidate): boolean {
  const readOut = /(?:^|\.)(?:fc|linear|logits|classifier|head)(?:\.\d+)?\.(?:weight|bias)$/
  return missing.length > 0 && wrongShapes.length === 0 && missing.every((name) => readOut.test(name))
}

/** Says what is in the way, with the first few names. */
function misfit(file: string, candidate: ImportCandidate): string {
  const { title, missing, wrongShapes, unexpected, reasons } = candidate
  if (isEncoder(candidate))
    return `"${file}" is an encoder: a ${title} without its read-out (${some(missing)}), which gives features and no classes; put the trained read-out (one linear layer) into the file, or export both together as ONNX and import that.`
  // What speaks against a graph stands last.
  if (candidate.architecture === 'onnx')
    return `"${file}" cannot be imported: ${(reasons.at(-1) ?? 'the ONNX model cannot be run.').replace(/\.$/, '')}.`
  const advice = 'export the model to ONNX from the program that made it, and import that file'
  const first = wrongShapes[0]
  const parts = [
    ...(missing.length > 0 ? [`it lacks ${some(missing)}`] : []),
    ...(first
      ? [
          `${first.name} is [${first.found.join(', ')}] and would have to be [${first.expected.join(', ')}]${wrongShapes.length > 1 ? `, and ${wrongShapes.length - 1} more differ in shape` : ''}`,
        ]
      : []),
    ...(unexpected.length > 0 ? [`it holds ${some(unexpected)}, which have no place there`] : []),
  ]
  if (parts.length > 0) return `"${file}" comes nearest to ${title}, but ${parts.join('; ')}: ${advice}.`
  // What the file says against it stands last.
  const last = reasons.at(-1) ?? 'The file contradicts it'
  const why = `${last.charAt(0).toLowerCase()}${last.slice(1).replace(/\.$/, '')}`
  return `"${file}" has all tensors of ${title} and is another network all the same (${why}): ${advice}.`
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ')
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown
}

export interface ChosenNormaliser {
  mean: number[]
  std: number[]
  origin: NormaliserOrigin
}

/**
 * The normaliser that is meant: as chosen, or the one of the file.
 * @param reverseChannels the file's own normaliser is for blue, green, red
 * @returns mean and standard deviation per channel, red first
 * @throws UserError('usage') when none was chosen and the file holds none, or the chosen one does not fit.
 */
export function chooseNormaliser(
  {
    normaliser,
    presets,
    channels,
    expandsGray,
  }: Pick<ImportCandidate, 'normaliser' | 'presets' | 'channels' | 'expandsGray'>,
  choice: ImportChoice['normaliser'],
  reverseChannels = false,
): ChosenNormaliser {
  const names = presets.map((preset) => `"${preset.name}"`).join(', ')
  if (choice === undefined || choice.kind === 'file') {
    if (normaliser)
      return {
        // The file's is in the file's order, and red comes first here.
        mean: reverseChannels ? normaliser.mean.toReversed() : normaliser.mean,
        std: reverseChannels ? normaliser.std.toReversed() : normaliser.std,
        origin: { kind: 'file', entries: normaliser.entries },
      }
    throw new UserError(
      'usage',
      `No normaliser was found in the file (one may be part of a layer), and a wrong one gives wrong numbers: choose one by name (${names}) or give its mean and standard deviation per channel; a trial on a data set shows the accuracy under each.`,
    )
  }
  if (choice.kind === 'preset') {
    const preset = presets.find(({ name }) => name === choice.name)
    if (!preset)
      throw new UserError(
        'usage',
        `There is no normaliser "${choice.name}" for this model${nearest(
          choice.name,
          presets.map(({ name }) => name),
        )}: choose one of ${names}.`,
      )
    return { mean: preset.mean, std: preset.std, origin: { kind: 'preset', name: preset.name } }
  }
  const { mean, std } = choice
  const lengths = expandsGray ? [1, 3] : channels === null ? [mean.length] : [channels]
  if (!lengths.includes(mean.length) || std.length !== mean.length)
    throw new UserError(
      'usage',
      `The normaliser has ${mean.length} mean${mean.length === 1 ? '' : 's'} and ${std.length} standard deviation${std.length === 1 ? '' : 's'}; the model takes images of ${channels ?? mean.length} channel${channels === 1 ? '' : 's'} and needs ${lengths.join(' or ')} of each.`,
    )
  return { mean, std, origin: { kind: 'given' } }
}

/**
 * Whether gray images or reversed channels can be meant for a candidate.
 * @throws UserError('usage') where it has no three channels, or an ONNX graph would have to be changed.
 */
export function checkChannels(
  { title, architecture, channels, expandsGray, components }: ImportCandidate,
  { gray, reverseChannels }: Pick<ImportChoice, 'gray' | 'reverseChannels'>,
): void {
  if (!gray && !reverseChannels) return
  const what = gray ? 'Gray images can be given' : 'The order of channels can be reversed'
  if (gray && reverseChannels)
    throw new UserError('usage', 'Choose either gray images or reversed channels: gray images have no order.')
  if (architecture === 'onnx')
    throw new UserError(
      'usage',
      `${what} for recognised architectures only, and this is an ONNX graph, which is run as it is: change it in the program that made it, and export it again.`,
    )
  if (gray ? channels === 1 && !expandsGray : channels !== 3)
    throw new UserError(
      'usage',
      `${what} only where the first convolution takes three channels: this ${title} takes gray images already.`,
    )
  if (components !== null)
    throw new UserError(
      'usage',
      `${what} only without principal components, and this ${title} has ${components}, made for its own images.`,
    )
}

/** Side length of the input in pixels; UserError('usage') when neither the file nor the user says it. */
export function chooseSize(
  { size, title }: Pick<ImportCandidate, 'size' | 'title'>,
  chosen: number | undefined,
): number {
  if (chosen !== undefined) return chosen
  if (size) return size.pixels
  throw new UserError(
    'usage',
    `The file does not say how large the images of this ${title} are: give the side length of its input in pixels.`,
  )
}

/** σ of the blur in pixels, or null. A blur in the file cannot be replaced: the weights were trained behind it. */
export function chooseSigma(
  { sigma }: Pick<ImportCandidate, 'sigma'>,
  chosen: number | null | undefined,
): number | null {
  if (sigma === null) return chosen ?? null
  if (chosen != null && chosen !== sigma)
    throw new UserError(
      'usage',
      `The model has a blur of σ = ${sigma} pixels in its file; another one (σ = ${chosen}) cannot take its place.`,
    )
  return sigma
}
