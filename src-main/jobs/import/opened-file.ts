/**
 * A file of a model, opened: what it is, which models it could be, and the weights of the one that was chosen.
 * Two ways lead to a model: tensors whose architecture is recognised by names and shapes, and ONNX graphs, which
 * say themselves what is computed.
 */
import { createHash } from 'node:crypto'
import { basename, dirname } from 'node:path'
import { describeCheckpoint } from '../../checkpoints/describe'
import { openBeside, openCheckpoint } from '../../checkpoints/open'
import { readOnnx } from '../../checkpoints/onnx/read-graph'
import { wholeOnnxFile } from '../../checkpoints/onnx/whole-file'
import { encodeSafetensors } from '../../checkpoints/safetensors'
import { UNUSUAL_DETAILS, architectureWords } from '../../contract/architectures'
import { canonicalJson } from '../../contract/json'
import { streamRegular } from '../../files/regular'
import { countParameters, frozenFromState } from '../../networks/create'
import { describeOnnxModel } from '../../networks/onnx/describe'
import { onnxNetwork } from '../../networks/onnx/network'
import { rowLength, withLogits } from '../../networks/onnx/outputs'
import { withoutFinalSoftmax } from '../../networks/onnx/rewrite'
import { assemble } from '../../networks/recognition/assemble'
import { declaredBeside, withDeclared } from '../../networks/recognition/declared'
import { readingOf, readingWords, unusualDetails } from '../../networks/recognition/families/resnet-readings'
import { normaliserCandidates } from '../../networks/recognition/normaliser-presets'
import { withPlainWeights } from '../../networks/recognition/plain-weights'
import { recognise } from '../../networks/recognition/recognise'
import { matchReport } from '../../networks/recognition/report'
import { constantEntry } from '../../networks/state-check'
import { stateFields } from '../../networks/state-fields'
import {
  candidatesMeant,
  checkChannels,
  chooseCandidate,
  chooseSigma,
  chooseSize,
  fittingCandidates,
} from './choose'
import { onnxCandidates, onnxVerdict } from './onnx-candidate'
import type { OpenedCheckpoint } from '../../checkpoints/checkpoint'
import type { ImportCandidate, ImportChoice, InspectedFile, Reading } from '../../contract/import'
import type { OnnxGraph } from '../../checkpoints/onnx/onnx-graph'
import type { FrozenNetwork, NetworkConfiguration, StateDictionary } from '../../networks/network'
import type { Candidate } from '../../networks/recognition/recognition'

/** Everything that was chosen, but for the normaliser: what several normalisers are tried with. */
export interface ChosenModel {
  candidate: ImportCandidate
  size: number
  sigma: number | null
  /** Of a noisy front end; null: none. */
  noise: number | null
  gray: boolean
  reverseChannels: boolean
}

/** A model with its normaliser, in memory. */
export interface LoadedModel {
  configuration: NetworkConfiguration
  parameters: number
  /** As it is stored: a safetensors file, or the ONNX file as it came. */
  bytes(): Uint8Array
  network(): FrozenNetwork
}

/** Weights in memory. */
export interface ReadModel {
  with(normaliser: { mean: number[]; std: number[] }): LoadedModel
}

export class OpenedFile {
  private constructor(
    readonly path: string,
    private readonly checkpoint: OpenedCheckpoint,
    readonly candidates: ImportCandidate[],
    private readonly recognised: Candidate[],
    private readonly onnx: { graph: OnnxGraph; bytes: Uint8Array } | null,
    private readonly report: readonly string[],
  ) {}

  /** @throws UserError('input') when it is no file of weights: what it is instead, and what to do. */
  static async open(path: string): Promise<OpenedFile> {
    const checkpoint = withPlainWeights(await openCheckpoint(path))
    try {
      if (checkpoint.format === 'onnx') {
        const bytes = await wholeOnnxFile(path, (beside) => openBeside(dirname(path), beside))
        const graph = readOnnx(bytes, `"${basename(path)}"`)
        const candidates = onnxCandidates(graph)
        return new OpenedFile(path, checkpoint, candidates, [], { graph, bytes }, [
          onnxVerdict(candidates[0]!),
        ])
      }
      const recognition = withDeclared(await recognise(checkpoint), await declaredBeside(path, checkpoint))
      const candidates = recognition.candidates.map((candidate, number) =>
        importCandidate(candidate, number, checkpoint),
      )
      const report = matchReport(checkpoint, recognition)
      return new OpenedFile(path, checkpoint, candidates, recognition.candidates, null, report)
    } catch (error) {
      await checkpoint.close()
      throw error
    }
  }

  get description(): string {
    return this.checkpoint.description
  }

  get isOnnx(): boolean {
    return this.onnx !== null
  }

  get bytes(): number {
    return this.checkpoint.bytes
  }

  inspected(): InspectedFile {
    const fitting = this.candidates.filter(({ fits }) => fits).length
    // Why it fits is said with each candidate.
    const verdict =
      fitting > 1
        ? [`It can be read in ${fitting} ways: choose one.`]
        : fitting === 1
          ? this.report.slice(0, 1)
          : this.report
    return {
      file: this.path,
      checkpoint: describeCheckpoint(this.checkpoint),
      candidates: [...this.candidates],
      verdict: verdict.join(' '),
    }
  }

  /** @throws UserError where the file and the choice leave a question open, with what there is to choose from. */
  choose(choice: ImportChoice): ChosenModel {
    this.addReadings(choice.reading)
    const named = chooseCandidate(basename(this.path), this.candidates, choice, this.report.join(' '))
    const { gray = false, reverseChannels = false } = choice
    checkChannels(named, choice)
    const recognised = this.recognised[named.number]
    const candidate =
      gray && recognised ? importCandidate(forGray(recognised), named.number, this.checkpoint) : named
    return {
      candidate,
      size: chooseSize(candidate, choice.size),
      sigma: chooseSigma(candidate, choice.sigma),
      noise: choice.noise ?? null,
      gray,
      reverseChannels,
    }
  }

  /** The candidates that the choice leaves: one each to be tried where several fit. */
  choosable(choice: ImportChoice): readonly ImportCandidate[] {
    this.addReadings(choice.reading)
    if (choice.candidate !== undefined) return [this.choose(choice).candidate]
    return fittingCandidates(candidatesMeant(this.candidates, choice), choice.normaliser)
  }

  /** What is said of a reading may be none of public code: then it is one more way to read each that is open. */
  private addReadings(reading: Reading | undefined): void {
    if (reading === undefined || this.candidates.some((each) => hasReading(each.reading, reading))) return
    const known = new Set(this.recognised.map(({ configuration }) => JSON.stringify(configuration)))
    for (const candidate of this.recognised.slice()) {
      if (!candidate.fits || openReading(candidate).pooling === undefined) continue
      const variant = { ...candidate, configuration: withReading(candidate.configuration, reading) }
      const key = JSON.stringify(variant.configuration)
      if (known.has(key)) continue
      known.add(key)
      this.candidates.push(importCandidate(variant, this.candidates.length, this.checkpoint))
      this.recognised.push(variant)
    }
  }

  /** Reads the weights of the chosen model once; any normaliser can then be put in front of it. */
  async read({ candidate, size, sigma, noise, gray, reverseChannels }: ChosenModel): Promise<ReadModel> {
    const noisy = noise === null ? {} : { noise }
    if (this.onnx) return onnxModel(this.onnx, candidate, { size, sigma, ...noisy })
    const recognised = this.recognised[candidate.number]
    if (!recognised) throw new Error(`There is no recognised candidate ${candidate.number}.`)
    const assembled = await assemble(this.checkpoint, gray ? forGray(recognised) : recognised, {
      size,
      sigma,
      reverseChannels,
      ...identity(normaliserLength(candidate)),
    })
    return {
      with: ({ mean, std }) => {
        const configuration = { ...assembled.configuration, mean, std, ...noisy }
        const state = withConstants(configuration, assembled.state)
        return {
          configuration,
          parameters: countParameters(configuration),
          bytes: () => stateBytes(configuration, state),
          network: () => frozenFromState(configuration, state),
        }
      },
    }
  }

  async hash(): Promise<string> {
    const hash = createHash('sha256')
    for await (const chunk of await streamRegular(this.path)) hash.update(chunk as Buffer)
    return hash.digest('hex')
  }

  close(): Promise<void> {
    return this.checkpoint.close()
  }
}

function onnxModel(
  whole: { graph: OnnxGraph; bytes: Uint8Array },
  candidate: ImportCandidate,
  front: Pick<NetworkConfiguration, 'size' | 'sigma' | 'noise'>,
): ReadModel {
  const output = candidate.output ?? ''
  const shape = whole.graph.outputs.find(({ name }) => name === output)?.shape ?? null
  const bytes = withLogits(whole.bytes, whole.graph, output, shape !== null && rowLength(shape) === 1)
  const graph = withoutFinalSoftmax(readOnnx(bytes))
  return {
    with: ({ mean, std }) => {
      const configuration: NetworkConfiguration = {
        architecture: 'onnx',
        width: 1,
        stem: 'cifar',
        classes: candidate.classes ?? 0,
        channels: candidate.channels === 1 ? 1 : 3,
        mean,
        std,
        ...front,
        ...(describeOnnxModel(graph).drawsNoise ? { drawsNoise: true } : {}),
      }
      return {
        configuration,
        parameters: candidate.parameters ?? 1,
        bytes: () => bytes,
        network: () => onnxNetwork(graph, configuration),
      }
    },
  }
}

/** The entries that follow from the configuration, as this one wants them. */
function withConstants(configuration: NetworkConfiguration, state: StateDictionary): StateDictionary {
  const result = new Map(state)
  for (const { name, role } of stateFields(configuration))
    if (role === 'constant') result.set(name, constantEntry(name, configuration))
  return result
}

/** The configuration stands in the file, so that its hash tells apart models of the same weights. */
function stateBytes(configuration: NetworkConfiguration, state: StateDictionary): Uint8Array {
  return encodeSafetensors(state, { configuration: canonicalJson({ ...configuration }) })
}

function importCandidate(
  candidate: Candidate,
  number: number,
  checkpoint: OpenedCheckpoint,
): ImportCandidate {
  const { configuration, sizeHint, normaliser } = candidate
  return {
    number,
    dictionary: [...(checkpoint.dictionaries[candidate.dictionary]?.path ?? [])],
    prefix: candidate.prefix,
    architecture: candidate.architecture,
    title: [architectureWords(configuration), ...variantWords(candidate)].join(', '),
    fits: candidate.fits,
    reasons: [...candidate.reasons, ...candidate.contradictions],
    missing: candidate.missing,
    unexpected: candidate.unexpected,
    wrongShapes: candidate.wrongShapes.map(({ name, found, expected }) => ({
      name,
      found: [...found],
      expected: [...expected],
    })),
    leftAside: candidate.leftAside,
    inTheWay: candidate.inTheWay,
    reading: openReading(candidate),
    classes: configuration.classes,
    channels: configuration.channels,
    expandsGray: configuration.expandsGray ?? false,
    parameters: candidate.fits
      ? countParameters({ ...configuration, size: sizeHint?.size ?? 32, ...identity(configuration.channels) })
      : null,
    size: sizeHint ? { pixels: sizeHint.size, why: sizeHint.why } : null,
    sigma: candidate.sigma,
    components: configuration.components ?? null,
    output: null,
    normaliser,
    presets: presetsOf(candidate),
    grayPresets:
      configuration.channels === 3 && configuration.components === undefined
        ? presetsOf(forGray(candidate))
        : [],
  }
}

function hasReading(own: Reading, wanted: Reading): boolean {
  return Object.entries(wanted).every(([key, value]) => own[key as keyof Reading] === value)
}

/** A configuration with other values of what is open. */
function withReading(
  configuration: Candidate['configuration'],
  reading: Reading,
): Candidate['configuration'] {
  const plain = Object.fromEntries(
    Object.entries(configuration).filter(([key]) => !UNUSUAL_DETAILS.some((detail) => detail === key)),
  ) as Candidate['configuration']
  const said = Object.fromEntries(Object.entries(reading).filter(([, value]) => value !== undefined))
  return { ...plain, ...unusualDetails(plain.stem, { ...readingOf(configuration), ...said }) }
}

/** What a ResNet under torchvision's names leaves open; jarvis's names leave nothing. */
function openReading({ configuration, entries }: Candidate): Reading {
  const { architecture, activation } = configuration
  if (!/^resnet\d+$/.test(architecture)) return activation === undefined ? {} : { activation }
  const isJarvis = Object.entries(entries).some(
    ([name, own]) => name.startsWith('sections.') && own.endsWith(name),
  )
  return isJarvis ? {} : readingOf(configuration)
}

function presetsOf(candidate: Candidate): ImportCandidate['presets'] {
  return normaliserCandidates(candidate).filter(({ name }) => name !== 'from the file')
}

/** What tells apart candidates of one architecture with the same weights. */
function variantWords(candidate: Candidate): string[] {
  const { architecture, activation, shortcutInput, expandsGray } = candidate.configuration
  const isOpen = openReading(candidate).pooling !== undefined
  return [
    ...(isOpen
      ? [readingWords(readingOf(candidate.configuration), !['resnet18', 'resnet34'].includes(architecture))]
      : activation === undefined
        ? []
        : [activation === 'silu' ? 'Swish' : 'ReLU']),
    ...(shortcutInput === undefined ? [] : [`shortcuts from the ${shortcutInput}`]),
    ...(expandsGray ? ['for gray images'] : []),
  ]
}

/** The same network, given gray images: each value goes to all three channels. */
function forGray(candidate: Candidate): Candidate {
  return { ...candidate, configuration: { ...candidate.configuration, channels: 1, expandsGray: true } }
}

/** How many means the file's normaliser has; without one, one per channel of the images. */
function normaliserLength({ normaliser, channels }: ImportCandidate): number {
  return normaliser?.mean.length ?? channels ?? 3
}

/** The normaliser that changes nothing. */
function identity(channels: number): { mean: number[]; std: number[] } {
  return { mean: Array<number>(channels).fill(0), std: Array<number>(channels).fill(1) }
}
