/** The networks and images on which `npm run bench -- minimal` asks whether "minimal" is minimal. */
import { readFile } from 'node:fs/promises'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { decodeSafetensors } from '../../src-main/checkpoints/safetensors'
import { openDataSet } from '../../src-main/datasets/open'
import { selectedImages } from '../../src-main/datasets/subset'
import { assignTargets } from '../../src-main/attacks/targets'
import { frozenFromState } from '../../src-main/networks/create'
import type { AttackRequest } from '../../src-main/attacks/attack-request'
import type { StateDictionary } from '../../src-main/checkpoints/state-dictionary'
import type { NetworkConfiguration } from '../../src-main/networks/network'
import { createResNet20, resnet20Fixture } from '../support/resnet20'
import { resnet20AttackReference } from '../support/resnet20-attack'
import { ROOT } from '../support/root'

const RESOURCES = join(ROOT, 'resources')

/** Everything but norm, attacks and seed; the weights are for another program. */
export interface Subject {
  name: string
  request: Pick<
    AttackRequest,
    'network' | 'classes' | 'images' | 'height' | 'width' | 'channels' | 'indices' | 'named' | 'pool'
  >
  weights: StateDictionary
}

export const SUBJECTS = ['baseline', '1', '2', '3', 'resnet20'] as const
/** σ of a network of the example study, or of another training seed: `1/1`. */
export type SubjectName = (typeof SUBJECTS)[number] | `${number}/${number}`

/**
 * @param subset which images of the example study are drawn; ResNet-20 has the 50 of the recorded runs
 * @returns a text where it cannot be had, which says why
 */
export async function subjectNamed(name: SubjectName, count: number, subset = 0): Promise<Subject | string> {
  return name === 'resnet20' ? resnet20Subject(count) : exampleSubject(name, count, subset)
}

/** A network of the example study, on test images of all classes. */
async function exampleSubject(name: string, count: number, subset: number): Promise<Subject> {
  const models = join(RESOURCES, 'example-study.halfpower/models')
  const [sigma, seed = '0'] = name.split('/') as [string, string?]
  const kind = sigma === 'baseline' ? 'baseline' : `blur${sigma}`
  const folder = join(
    models,
    readdirSync(models).find((entry) => entry.includes(`-${kind}-seed${seed}-`))!,
  )
  const { configuration } = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as {
    configuration: NetworkConfiguration
  }
  const { entries } = decodeSafetensors(await readFile(join(folder, 'weights.safetensors')))
  const data = await openDataSet({
    path: join(RESOURCES, 'fashion-mnist'),
    format: 'idx',
    split: 'test',
    transforms: { gray: false, size: 32, fit: 'pad' },
  })
  const indices = selectedImages(data, {
    rule: { kind: 'class-balanced', images: count, seed: subset },
    leftOut: [],
  })
  const targets = assignTargets(data.labels, configuration.classes, 'element-wise', 0)
  const { height, width, channels } = data
  return {
    name: kind === 'baseline' ? kind : `σ = ${name}`,
    request: {
      network: frozenFromState(configuration, entries),
      classes: configuration.classes,
      images: await data.read(indices),
      ...{ height, width, channels, indices },
      named: indices.map((index) => targets[index]!),
      pool: data,
    },
    weights: entries,
  }
}

/** The public ResNet-20 on the images and targets of the recorded Foolbox runs. */
function resnet20Subject(count: number): Subject | string {
  const fixture = resnet20Fixture()
  if (typeof fixture === 'string') return fixture
  const reference = resnet20AttackReference()
  if (typeof reference === 'string') return reference
  const { images, indices, targets, pool } = reference
  return {
    name: 'ResNet-20',
    request: {
      network: createResNet20(fixture),
      classes: 10,
      images: images.slice(0, count * 32 * 32 * 3),
      ...{ height: 32, width: 32, channels: 3 },
      indices: indices.slice(0, count),
      named: targets.slice(0, count),
      pool,
    },
    weights: fixture,
  }
}
