/**
 * What is said about weights beside their names and shapes: a `config.json` in their folder (Hugging Face, timm), the
 * name of an architecture among the file's own notes, or the configuration of a file that Halfpower exported. It
 * decides between readings, and where it says another architecture, that is a contradiction.
 */
import { dirname } from 'node:path'
import type { OpenedCheckpoint } from '../../checkpoints/checkpoint'
import { UNUSUAL_DETAILS } from '../../contract/architectures'
import { READING_KEYS, READING_QUESTIONS, answerWords } from '../../contract/import/readings'
import type { Reading } from '../../contract/import/readings'
import { saidReading } from './declared-readings'
import { publishedReading } from './published'
import { fullReading, readingOf } from './readings'
import { CONFIG, textBeside } from './text-beside'
import type { Candidate, NormaliserValues, Recognition } from './recognition'

export interface Declared {
  /** How sentences call what says it, e.g. `config.json beside the file`. */
  source: string
  /** Name of the architecture, as timm or torchvision call it; null: only the reading is said. */
  architecture: string | null
  reading: Reading
  /** What is said and no network here does. */
  unknown: string[]
  /** Everything of a configuration that Halfpower itself wrote; null for others. */
  own: Readonly<Record<string, unknown>> | null
  normaliser: NormaliserValues | null
  size: number | null
}

/** A description of a model is a few kilobytes. */
const LARGEST = 1024 ** 2
const NOTES = /(?:^|\.)(?:arch|architecture|model_name)$/i
/** Families that are called by a name and no free text. */
const KNOWN =
  /resnet|resnext|resnest|densenet|^vgg|^vit|^deit|^swin|efficientnet|convnext|mobilenet|inception|googlenet|regnet|alexnet|squeezenet|shufflenet/

/** What the file itself, or else the folder, says; null where nothing does. */
export async function declaredBeside(path: string, checkpoint: OpenedCheckpoint): Promise<Declared | null> {
  const inside = declaredInside(checkpoint)
  if (inside) return inside
  const published = await publishedReading(path)
  return published ? { ...NOTHING, ...published } : await declaredInFolder(dirname(path))
}

/** What all of it says of the reading, for other readings to be looked for. */
export function declaredReading(declared: Declared | null): Reading {
  return declared === null || declared.own ? {} : declared.reading
}

const NOTHING = { architecture: null, reading: {}, unknown: [], own: null, normaliser: null, size: null }

function declaredInside({ notes }: OpenedCheckpoint): Declared | null {
  const own = notes['halfpower'] === undefined ? null : parsed(notes['configuration'])
  if (own && typeof own['architecture'] === 'string')
    return {
      ...NOTHING,
      source: 'Halfpower, which exported the file,',
      architecture: own['architecture'],
      own,
      normaliser: normaliserOf(own),
      size: sizeOf(own['size']),
    }
  const said = saidReading(notes)
  const hasReading = Object.keys(said.reading).length + said.unknown.length > 0
  for (const [name, value] of Object.entries(notes))
    if (NOTES.test(name) && typeof value === 'string' && KNOWN.test(value.toLowerCase()))
      return { ...NOTHING, ...said, source: `the file (${name})`, architecture: value }
  return hasReading ? { ...NOTHING, ...said, source: 'the file, in its values beside the tensors,' } : null
}

async function declaredInFolder(folder: string): Promise<Declared | null> {
  const config = parsed(await textBeside(folder, CONFIG, LARGEST))
  if (!config) return null
  const architecture = config['architecture']
  const said = saidReading({ ...config, ...parsed(config['model_args']) })
  if (typeof architecture !== 'string' && Object.keys(said.reading).length + said.unknown.length === 0)
    return null
  const values = parsed(config['pretrained_cfg']) ?? config
  return {
    ...said,
    source: `${CONFIG} beside the file`,
    architecture: typeof architecture === 'string' ? architecture : null,
    own: null,
    normaliser: normaliserOf(values),
    size: sizeOf(numbers(values['input_size'])?.at(-1)),
  }
}

function normaliserOf(values: Readonly<Record<string, unknown>>): NormaliserValues | null {
  const [mean, std] = [numbers(values['mean']), numbers(values['std'])]
  return mean && std && mean.length === std.length && std.every((value) => value > 0) ? { mean, std } : null
}

function sizeOf(size: unknown): number | null {
  return typeof size === 'number' && Number.isInteger(size) && size > 0 ? size : null
}

function parsed(value: unknown): Readonly<Record<string, unknown>> | null {
  try {
    const found: unknown = typeof value === 'string' ? JSON.parse(value) : value
    return typeof found === 'object' && found !== null && !Array.isArray(found)
      ? (found as Readonly<Record<string, unknown>>)
      : null
  } catch {
    return null
  }
}

function numbers(value: unknown): number[] | null {
  return Array.isArray(value) &&
    value.length > 0 &&
    value.every((one) => typeof one === 'number' && Number.isFinite(one))
    ? value
    : null
}

/** The candidates with what is said: other readings are contradicted, and where all of them are, that is said. */
export function withDeclared(recognition: Recognition, declared: Declared | null): Recognition {
  if (!declared) return recognition
  const candidates = recognition.candidates.map((candidate) => told(candidate, declared))
  return {
    ...recognition,
    candidates: [...candidates.filter(({ fits }) => fits), ...candidates.filter(({ fits }) => !fits)],
  }
}

function told(candidate: Candidate, declared: Declared): Candidate {
  const { source, own, normaliser, size } = declared
  const verdict = own ? ownVerdict(candidate, own) : verdictOf(candidate, declared)
  const says = `${source.charAt(0).toUpperCase()}${source.slice(1)} says ${declaredWords(declared)}`
  if (verdict === 'contradicted')
    return {
      ...candidate,
      fits: false,
      contradictions: [...candidate.contradictions, `${says}, which is computed otherwise.`],
    }
  const isMeant = verdict === 'said'
  const takes = normaliser?.mean.length === candidate.configuration.channels
  return {
    ...candidate,
    ...(isMeant && takes && candidate.normaliser === null
      ? { normaliser: { ...normaliser, entries: `${source.replace(/,$/, '')}: mean, std` } }
      : {}),
    ...(isMeant && size !== null ? { sizeHint: { size, why: `${source} says so.` } } : {}),
    reasons: isMeant ? [...candidate.reasons, `${says}.`] : candidate.reasons,
  }
}

type Verdict = 'said' | 'contradicted' | 'open'

function ownVerdict({ configuration }: Candidate, own: Readonly<Record<string, unknown>>): Verdict {
  const keys = ['architecture', 'stem', ...UNUSUAL_DETAILS] as const
  return keys.every((key) => configuration[key] === own[key]) ? 'said' : 'contradicted'
}

function declaredWords({ architecture, reading, unknown }: Declared): string {
  const answers = READING_KEYS.flatMap((key) =>
    reading[key] === undefined
      ? []
      : [`${READING_QUESTIONS[key].title.toLowerCase()}: ${answerWords(key, reading[key])}`],
  )
  return [...(architecture === null ? [] : [`"${architecture}"`]), ...answers, ...unknown].join('; ')
}

function verdictOf(candidate: Candidate, { architecture, reading, unknown }: Declared): Verdict {
  const own = readingOf(candidate)
  if (unknown.length > 0 || conflicts(own, reading)) return 'contradicted'
  const said = READING_KEYS.some((key) => reading[key] !== undefined && own[key] !== undefined)
  if (architecture === null) return said ? 'said' : 'open'
  const verdict = ofArchitecture(candidate, architecture, reading)
  return verdict === 'open' && said ? 'said' : verdict
}

function conflicts(own: Reading, said: Reading): boolean {
  return READING_KEYS.some(
    (key) => own[key] !== undefined && said[key] !== undefined && own[key] !== said[key],
  )
}

/** Which names a kind of network can have; another known name is a contradiction. */
const KINDS: readonly (readonly [architecture: RegExp, names: RegExp])[] = [
  [/^vgg/, /vgg/],
  [/^resnext/, /resnext/],
  [/resnet/, /resnet|wrn/],
]

/** Both libraries', unless something else says another. */
const EVERYWHERE: Reading = { activation: 'relu', paddingMode: 'zeros', epsilon: 1e-5 }

/**
 * torchvision's and timm's names of ResNets say pooling and strides where the first convolution is theirs (7×7), those
 * of VGGs their pooling; all say the activation, where nothing else does.
 */
function ofArchitecture({ configuration }: Candidate, name: string, said: Reading): Verdict {
  const plain = name
    .toLowerCase()
    .replace(/^(?:tv_|timm\/|gluon_|ssl_|swsl_)/, '')
    .split('.')[0]!
    .replace(/_v1b$/, '')
  const reading = fullReading(configuration)
  const wanted = (usual: Reading): Verdict =>
    conflicts(reading, { ...usual, ...said }) ? 'contradicted' : 'said'
  const vgg = /^(vgg\d+)(?:_bn)?$/.exec(plain)
  if (vgg?.[1] === configuration.architecture)
    return wanted({ sectionPooling: 'max', readOutBy: 'mean', ...EVERYWHERE })
  if (configuration.architecture.startsWith('vgg') && vgg) return 'contradicted'
  const match = /^resnet(blur|aa)?(\d+)$/.exec(plain)
  if (!/^resnet\d+$/.test(configuration.architecture)) {
    const kind = KINDS.find(([architecture]) => architecture.test(configuration.architecture))
    return KNOWN.test(plain) && kind && !kind[1].test(plain) ? 'contradicted' : 'open'
  }
  if (!match) return KNOWN.test(plain) ? 'contradicted' : 'open'
  const [, soft, depth] = match
  if (configuration.architecture !== `resnet${depth!}`) return 'contradicted'
  const antialias = soft === 'blur' ? 'blur' : soft === 'aa' ? 'average' : 'none'
  // A small first convolution is nobody's but the user's: only what the name says of it is compared.
  if (configuration.stem === 'cifar') return reading.antialias === antialias ? 'open' : 'contradicted'
  return wanted({
    pooling: 'padded',
    stemStride: 2,
    strideIn: 'second',
    antialias,
    lastStride: 2,
    dilatedSections: 'none',
    readOutBy: 'mean',
    ...EVERYWHERE,
  })
}
