/**
 * What is said about weights beside their names and shapes: a `config.json` in their folder (Hugging Face, timm), the
 * name of an architecture among the file's own notes, or the configuration of a file that Halfpower exported. It
 * decides between readings, and where it says another architecture, that is a contradiction.
 */
import { dirname } from 'node:path'
import { readWhole } from '../../checkpoints/onnx/external-data'
import { openBeside } from '../../checkpoints/open'
import type { OpenedCheckpoint } from '../../checkpoints/checkpoint'
import { UNUSUAL_DETAILS } from '../../contract/architectures'
import { UserError } from '../../contract/errors'
import { readingOf } from './families/resnet-readings'
import type { ResNetReading } from './families/resnet-readings'
import type { Candidate, NormaliserValues, Recognition } from './recognition'

export interface Declared {
  /** How sentences call what says it, e.g. `config.json beside the file`. */
  source: string
  /** Name of the architecture, as timm or torchvision call it. */
  architecture: string
  /** Everything of a configuration that Halfpower itself wrote; null for others. */
  own: Readonly<Record<string, unknown>> | null
  normaliser: NormaliserValues | null
  size: number | null
}

const CONFIG = 'config.json'
/** A description of a model is a few kilobytes. */
const LARGEST = 1024 ** 2
const NOTES = /(?:^|\.)(?:arch|architecture|model_name)$/i
/** Families that are called by a name and no free text. */
const KNOWN =
  /resnet|resnext|resnest|densenet|^vgg|^vit|^deit|^swin|efficientnet|convnext|mobilenet|inception|googlenet|regnet|alexnet|squeezenet|shufflenet/

/** What the file itself, or else the folder, says; null where nothing does. */
export async function declaredBeside(path: string, checkpoint: OpenedCheckpoint): Promise<Declared | null> {
  return declaredInside(checkpoint) ?? (await declaredInFolder(dirname(path)))
}

function declaredInside({ notes }: OpenedCheckpoint): Declared | null {
  const own = notes['halfpower'] === undefined ? null : parsed(notes['configuration'])
  if (own && typeof own['architecture'] === 'string')
    return {
      source: 'Halfpower, which exported the file,',
      architecture: own['architecture'],
      own,
      normaliser: null,
      size: null,
    }
  for (const [name, value] of Object.entries(notes))
    if (NOTES.test(name) && typeof value === 'string' && KNOWN.test(value.toLowerCase()))
      return { source: `the file (${name})`, architecture: value, own: null, normaliser: null, size: null }
  return null
}

async function declaredInFolder(folder: string): Promise<Declared | null> {
  const config = parsed(await textOf(folder))
  const architecture = config?.['architecture']
  if (!config || typeof architecture !== 'string') return null
  const values = parsed(config['pretrained_cfg']) ?? config
  const [mean, std] = [numbers(values['mean']), numbers(values['std'])]
  const size = numbers(values['input_size'])?.at(-1)
  return {
    source: `${CONFIG} beside the file`,
    architecture,
    own: null,
    normaliser:
      mean && std && mean.length === std.length && std.every((value) => value > 0) ? { mean, std } : null,
    size: size !== undefined && Number.isInteger(size) && size > 0 ? size : null,
  }
}

async function textOf(folder: string): Promise<string> {
  try {
    const source = await openBeside(folder, CONFIG)
    try {
      return source.size > LARGEST ? '' : new TextDecoder().decode(await readWhole(source, 0, source.size))
    } finally {
      await source.close()
    }
  } catch (error) {
    // Most weights have none beside them.
    if (error instanceof UserError) return ''
    throw error
  }
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
  const { source, architecture, own, normaliser, size } = declared
  const verdict = own ? ownVerdict(candidate, own) : verdictOf(candidate, architecture)
  if (verdict === 'contradicted')
    return {
      ...candidate,
      fits: false,
      contradictions: [
        ...candidate.contradictions,
        `${source.charAt(0).toUpperCase()}${source.slice(1)} says "${architecture}", which is computed otherwise.`,
      ],
    }
  const isMeant = verdict === 'said'
  const takes = normaliser?.mean.length === candidate.configuration.channels
  return {
    ...candidate,
    ...(isMeant && takes && candidate.normaliser === null
      ? { normaliser: { ...normaliser, entries: `${source}: mean, std` } }
      : {}),
    ...(isMeant && size !== null ? { sizeHint: { size, why: `${source} says so.` } } : {}),
    reasons: isMeant
      ? [...candidate.reasons, `${source.charAt(0).toUpperCase()}${source.slice(1)} says "${architecture}".`]
      : candidate.reasons,
  }
}

type Verdict = 'said' | 'contradicted' | 'open'

function ownVerdict({ configuration }: Candidate, own: Readonly<Record<string, unknown>>): Verdict {
  const keys = ['architecture', 'stem', 'shortcutInput', ...UNUSUAL_DETAILS] as const
  return keys.every((key) => configuration[key] === own[key]) ? 'said' : 'contradicted'
}

/** torchvision's and timm's names of ResNets say pooling and strides where the first convolution is theirs (7×7). */
function verdictOf({ configuration }: Candidate, name: string): Verdict {
  const plain = name
    .toLowerCase()
    .replace(/^(?:tv_|timm\/|gluon_|ssl_|swsl_)/, '')
    .split('.')[0]!
    .replace(/_v1b$/, '')
  const match = /^resnet(blur|aa)?(\d+)$/.exec(plain)
  const isResNet = /^resnet\d+$/.test(configuration.architecture)
  if (!isResNet) return 'open'
  if (!match) return KNOWN.test(plain) ? 'contradicted' : 'open'
  const [, soft, depth] = match
  if (configuration.architecture !== `resnet${depth!}`) return 'contradicted'
  const reading = readingOf(configuration)
  const antialias = soft === 'blur' ? 'blur' : soft === 'aa' ? 'average' : 'none'
  if (configuration.stem === 'cifar') return reading.antialias === antialias ? 'open' : 'contradicted'
  const wanted: ResNetReading = {
    pooling: 'padded',
    stemStride: 2,
    strideIn: 'second',
    antialias,
    activation: 'relu',
  }
  return JSON.stringify(wanted) === JSON.stringify(reading) ? 'said' : 'contradicted'
}
