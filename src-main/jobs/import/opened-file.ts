/**
 * A file of a model, opened: what it is, which models it could be, and the weights of the one that was chosen.
 * Two ways lead to a model: tensors whose architecture is recognised by names and shapes, and ONNX graphs, which
 * say themselves what is computed.
 */
import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { describeCheckpoint } from '../../checkpoints/describe'
import { openCheckpoint, openOwn } from '../../checkpoints/open'
import { readOnnx } from '../../checkpoints/onnx/read-graph'
import { wholeOnnxFile } from '../../checkpoints/onnx/whole-file'
import { UserError } from '../../contract/errors'
import { streamRegular } from '../../files/regular'
import { classNamesBeside, textsBeside } from '../../networks/recognition/class-names-beside'
import type { ReadModel } from './loaded-model'
import type { TextBeside } from '../../networks/recognition/class-names-beside'
import { classNamesIn, classNamesWords } from '../../networks/recognition/class-names-in-file'
import type { NamedClasses } from '../../networks/recognition/class-names-in-file'
import { obstacleOf } from '../../networks/recognition/obstacles'
import { declaredBeside, declaredReading, withDeclared } from '../../networks/recognition/declared'
import { readAs, withReadings } from '../../networks/recognition/offered-readings'
import { withPlainWeights } from '../../networks/recognition/plain-weights'
import { neighbours, otherReadings, readingOf, unusualness } from '../../networks/recognition/readings'
import { recognise } from '../../networks/recognition/recognise'
import { matchReport } from '../../networks/recognition/report'
import {
  candidatesMeant,
  checkChannels,
  chooseCandidate,
  chooseSigma,
  chooseSize,
  fittingCandidates,
} from './choose'
import { candidateTitle, forGray, importCandidate } from './import-candidate'
import { onnxCandidates, onnxVerdict } from './onnx-candidate'
import { onnxModel } from './onnx-model'
import { readRecognised } from './read-recognised'
import type { ChosenModel } from './read-recognised'
import { rowLength, withOutput } from '../../networks/onnx/outputs'
import { smallestIsMeant } from '../../networks/onnx/distances'
import { averagedProbabilities } from '../../networks/onnx/probabilities'
import type { Probabilities } from '../../networks/onnx/probabilities'
import type { OpenedCheckpoint } from '../../checkpoints/checkpoint'
import type { ImportCandidate, ImportChoice, InspectedFile, TriedFile } from '../../contract/import/import'
import { READING_KEYS, readingOptions } from '../../contract/import/readings'
import type { Reading } from '../../contract/import/readings'
import type { OnnxGraph } from '../../checkpoints/onnx/onnx-graph'
import type { Declared } from '../../networks/recognition/declared'
import type { Candidate } from '../../networks/recognition/recognition'

export class OpenedFile {
  private constructor(
    readonly path: string,
    private readonly checkpoint: OpenedCheckpoint,
    readonly candidates: ImportCandidate[],
    private readonly recognised: Candidate[],
    private readonly onnx: { graph: OnnxGraph; bytes: Uint8Array } | null,
    private readonly report: readonly string[],
    private readonly declared: Declared | null = null,
    /** Why none of the candidates can be meant, whatever fits; null: nothing is in the way. */
    private readonly obstacle: string | null = null,
    private readonly beside: readonly TextBeside[] = [],
  ) {
    this.listed = candidates.length
  }

  private readonly listed: number

  /** @throws UserError('input') when it is no file of weights: what it is instead, and what to do. */
  static async open(path: string): Promise<OpenedFile> {
    const checkpoint = withPlainWeights(await openCheckpoint(path))
    try {
      const beside = await textsBeside(path)
      if (checkpoint.format === 'onnx') {
        const bytes = await wholeOnnxFile(path, (beside) => openOwn(path, beside))
        const graph = readOnnx(bytes, `"${basename(path)}"`)
        const candidates = onnxCandidates(graph)
        const onnx = { graph, bytes }
        const verdict = [onnxVerdict(candidates[0]!)]
        return new OpenedFile(path, checkpoint, candidates, [], onnx, verdict, null, null, beside)
      }
      const declared = await declaredBeside(path, checkpoint)
      const all = withReadings(await recognise(checkpoint), checkpoint, declaredReading(declared))
      const recognition = withDeclared(all, declared)
      const candidates = recognition.candidates.map((candidate, number) =>
        importCandidate(candidate, number, checkpoint),
      )
      const obstacle = obstacleOf(
        checkpoint,
        basename(path),
        await namesBeside(path),
        candidates.some(({ fits }) => fits),
      )
      const report = obstacle === null ? matchReport(checkpoint, recognition) : [obstacle]
      const offered = obstacle === null ? candidates : candidates.map((each) => ({ ...each, fits: false }))
      const { candidates: recognised } = recognition
      return new OpenedFile(path, checkpoint, offered, recognised, null, report, declared, obstacle, beside)
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

  /** The names of a candidate's classes, where the file has them, or a list beside it. */
  classNames({ classes }: ImportCandidate): NamedClasses | undefined {
    if (classes === null) return undefined
    return classNamesIn(this.checkpoint.notes, classes) ?? classNamesBeside(this.beside, classes)
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
      candidates: this.candidates.map((candidate) => {
        const named = this.classNames(candidate)
        return named === undefined
          ? candidate
          : { ...candidate, reasons: [...candidate.reasons, classNamesWords(named)] }
      }),
      verdict: verdict.join(' '),
    }
  }

  /** @throws UserError where the file and the choice leave a question open, with what there is to choose from. */
  choose(choice: ImportChoice): ChosenModel {
    const named = this.named(choice)
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
    if (choice.candidate !== undefined || this.obstacle !== null) return [this.choose(choice).candidate]
    this.addReadings(choice.reading)
    return fittingCandidates(candidatesMeant(this.candidates, choice), choice.normaliser)
  }

  private named(choice: ImportChoice): ImportCandidate {
    if (this.obstacle !== null) throw new UserError('input', this.obstacle)
    const { candidate, reading } = choice
    if (candidate === undefined) this.addReadings(reading)
    const named = chooseCandidate(basename(this.path), this.candidates, choice, this.report.join(' '))
    return candidate === undefined || reading === undefined ? named : this.variant(named, reading)
  }

  /**
   * A candidate with other answers to what it leaves open.
   * @throws UserError where they are not open, or something in the file contradicts them
   */
  variant(candidate: ImportCandidate, reading: Reading): ImportCandidate {
    const recognised = this.recognised[candidate.number]
    const variant = recognised ? this.readAs(recognised, reading) : null
    if (!variant)
      throw new UserError(
        'usage',
        `${readingOptions(reading)} cannot be said of "${candidate.title}": leave it out.`,
      )
    if (!variant.fits && candidate.fits)
      throw new UserError(
        'input',
        `"${candidateTitle(variant)}" is contradicted: ${variant.contradictions.join(' ')}`,
      )
    return this.added(variant)
  }

  /**
   * Readings that differ in one answer from a candidate's, as far as they are likely and nothing contradicts them.
   * @param said answers that are not open
   */
  neighbours(candidate: ImportCandidate, said: Reading = {}): ImportCandidate[] {
    const recognised = this.recognised[candidate.number]
    if (!recognised) return []
    return neighbours(candidate.reading).flatMap((reading) => {
      if (READING_KEYS.some((key) => reading[key] !== undefined && said[key] !== undefined)) return []
      const variant = this.readAs(recognised, reading)
      return variant?.fits ? [this.added(variant)] : []
    })
  }

  /** How far its reading is from the usual one (recognition/readings.ts); 0 for a graph, which leaves nothing open. */
  unusualness({ number }: ImportCandidate): number {
    const recognised = this.recognised[number]
    return recognised ? unusualness(recognised) : 0
  }

  /** As `readAs`, and held to what is said beside the file. */
  private readAs(candidate: Candidate, reading: Reading): Candidate | null {
    const variant = readAs(candidate, reading, this.checkpoint)
    if (!variant) return null
    const [told] = withDeclared({ candidates: [variant], known: null }, this.declared).candidates
    return told?.fits ? variant : (told ?? null)
  }

  /** How a candidate is named when the file is opened again: those that were added have no number of their own then. */
  lasting({
    number,
    reading,
    title,
  }: ImportCandidate): Pick<TriedFile['readings'][number], 'number' | 'reading' | 'title'> {
    if (number < this.listed) return { number, reading: null, title }
    const own = this.recognised[number]!
    const base = this.recognised.findIndex(
      ({ fits, dictionary, prefix, architecture, configuration: { channels } }) =>
        fits &&
        dictionary === own.dictionary &&
        prefix === own.prefix &&
        architecture === own.architecture &&
        channels === own.configuration.channels,
    )
    return { number: base, reading, title }
  }

  /** Its number is that of the same network among the candidates, or a new one. */
  private added(variant: Candidate): ImportCandidate {
    const key = keyOf(variant)
    const known = this.recognised.findIndex((each) => keyOf(each) === key)
    if (known >= 0) return this.candidates[known]!
    const candidate = importCandidate(variant, this.candidates.length, this.checkpoint)
    this.candidates.push(candidate)
    this.recognised.push(variant)
    return candidate
  }

  /**
   * What is said of a reading may be none of those that are offered: then it is one more way to read each network, and
   * so is each other answer to what it leaves open. Nothing that is not said is taken as usual in silence.
   */
  private addReadings(reading: Reading | undefined): void {
    if (reading === undefined) return
    const networks = new Set<string>()
    for (const candidate of this.recognised.slice()) {
      const { dictionary, prefix, architecture, configuration, fits } = candidate
      const network = JSON.stringify([dictionary, prefix, architecture, configuration.channels])
      if (!fits || networks.has(network)) continue
      networks.add(network)
      const variant = this.readAs(candidate, reading)
      if (!variant?.fits) continue
      this.added(variant)
      for (const further of otherReadings(readingOf(variant))) {
        const other = this.readAs(variant, further)
        if (other?.fits) this.added(other)
      }
    }
  }

  /** Whether the output of a candidate is one number, of two classes. */
  isBinary({ output }: ImportCandidate): boolean {
    const shape = this.onnx?.graph.outputs.find(({ name }) => name === output)?.shape ?? null
    return shape !== null && rowLength(shape) === 1
  }

  /** What the graph of a candidate seems to answer with by where its output comes from; null: logits, or it is no graph. */
  suspectedProbabilities({ output }: ImportCandidate): Probabilities | null {
    if (!this.onnx || output === null) return null
    const graph = withOutput(this.onnx.graph, output)
    return (
      averagedProbabilities(graph) ??
      (smallestIsMeant(graph) === 'distances' ? { kind: 'distances', mass: 1 } : null)
    )
  }

  /**
   * Reads the weights of the chosen model once; any normaliser can then be put in front of it.
   * @param probabilities what a graph's answers were found to be, which are then made logits
   */
  async read(chosen: ChosenModel, probabilities: Probabilities | null = null): Promise<ReadModel> {
    const { candidate, size, sigma, noise } = chosen
    if (this.onnx)
      return onnxModel(
        this.onnx,
        candidate,
        { size, sigma, ...(noise === null ? {} : { noise }) },
        probabilities,
      )
    const recognised = this.recognised[candidate.number]
    if (!recognised) throw new Error(`There is no recognised candidate ${candidate.number}.`)
    return await readRecognised(this.checkpoint, recognised, chosen)
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

/** Only a hint: what cannot be listed is not there. */
function namesBeside(path: string): Promise<string[]> {
  return readdir(dirname(path)).catch(() => [])
}

function keyOf({ dictionary, prefix, configuration }: Candidate): string {
  return JSON.stringify([dictionary, prefix, Object.entries(configuration).sort()])
}
