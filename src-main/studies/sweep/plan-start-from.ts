/**
 * From the model that a sweep is to go on from to what its plan holds of it (methods B.4): the network is that model's
 * without what stands before it, and whatever contradicts that is refused.
 */
import { architectureName, TRAINABLE_ARCHITECTURES } from '../../contract/architectures'
import { compareClassNames } from '../../contract/images/class-names'
import { UserError } from '../../contract/errors'
import { graphOf } from '../../networks/graph-of'
import { LOGITS_LAYER, layersOf } from '../../networks/sections'
import { misfits } from '../../networks/start-from'
import { sideOf } from '../planning/measured'
import type { DataSetFile } from '../../contract/data-set'
import type { ReadOutChange, StartFrom } from '../../contract/kinds/sweep/start-from'
import type { SweepPlan, SweepRequest } from '../../contract/kinds/sweep/study'
import type { ModelFile } from '../../contract/model'

/** What says another network than the model's own. */
const CONTRADICTIONS = {
  architecture: '--architecture',
  width: '--width',
  depth: '--depth',
  widen: '--widen',
  stem: '--stem',
  mean: '--mean',
  std: '--std',
} as const

/** @throws UserError('usage') for an option that means something only where weights are gone on from */
export function refuseWithoutSource(request: SweepRequest): void {
  const { newReadOut, freezeUntil, reestimate } = request
  const said = [
    ...(newReadOut === true ? ['--new-read-out'] : []),
    ...(freezeUntil === undefined ? [] : ['--freeze-until']),
    ...(reestimate === undefined ? [] : ['--reestimate']),
  ]
  if (said.length > 0)
    throw new UserError(
      'usage',
      `${said.join(' and ')} means nothing for networks with random weights: name the model to go on from with --from, or leave it out.`,
    )
}

/** The network and the beginning of every run. @throws UserError in one sentence where they cannot be */
export function planStartFrom(
  model: ModelFile,
  request: SweepRequest,
  dataSet: DataSetFile,
): { network: SweepPlan['network']; from: StartFrom } {
  const { configuration } = model
  refuseOnnx(model)
  const contradicting = (Object.keys(CONTRADICTIONS) as (keyof typeof CONTRADICTIONS)[]).filter(
    (name) => request[name] !== undefined && String(request[name]) !== String(configuration[name]),
  )
  if (contradicting.length > 0) {
    const [name] = contradicting
    throw new UserError(
      'usage',
      `${CONTRADICTIONS[name!]} says "${String(request[name!])}", but the network is that of "${model.id}" (${architectureName(configuration)}, width ${configuration.width}, ${configuration.stem} stem): leave out ${contradicting.map((each) => CONTRADICTIONS[each]).join(', ')}, or --from.`,
    )
  }
  const size = sideOf(dataSet)
  if (dataSet.channels !== configuration.channels)
    throw new UserError(
      'input',
      `The model "${model.id}" takes images of ${configuration.channels} channel(s), but "${dataSet.id}" has ${dataSet.channels}: ${configuration.channels === 1 ? 'add the data set again with --gray' : 'add the data set again without --gray, or go on from a model for gray images'}.`,
    )
  const readOut = readOutOf(model, request, dataSet)
  const { sigma, components: _components, noise: _noise, ...rest } = configuration
  const network: SweepPlan['network'] = { ...rest, size, classes: dataSet.classNames.length }
  refuseMisfits(model, { ...network, sigma: null }, readOut)
  return {
    network,
    from: {
      ...{
        model: model.id,
        name: model.name,
        weights: model.weights,
        sigma,
        classes: configuration.classes,
        readOut,
      },
      ...(request.freezeUntil === undefined ? {} : { freezeUntil: sectionOf(network, request.freezeUntil) }),
      ...(request.reestimate === undefined
        ? {}
        : { reestimate: reestimated(model, network, request.reestimate) }),
    },
  }
}

function refuseOnnx({ id, configuration }: ModelFile): void {
  if (configuration.architecture !== 'onnx') return
  throw new UserError(
    'usage',
    `The model "${id}" is an ONNX graph, whose weights cannot be trained here: import its PyTorch or safetensors file with "halfpower model import", which knows ${TRAINABLE_ARCHITECTURES.length} architectures, and go on from that.`,
  )
}

function readOutOf(
  { classNames, configuration }: ModelFile,
  { newReadOut }: SweepRequest,
  dataSet: DataSetFile,
): ReadOutChange {
  if (newReadOut === true) return { kind: 'new', because: 'asked' }
  if (configuration.classes !== dataSet.classNames.length)
    return { kind: 'new', because: 'number of classes' }
  const compared = compareClassNames(classNames, dataSet.classNames)
  switch (compared.kind) {
    case 'same':
      return { kind: 'kept' }
    case 'by position':
      return { kind: 'kept', byPosition: true }
    case 'by name':
      return compared.reordered ? { kind: 'reordered', order: compared.order } : { kind: 'kept' }
    case 'different':
      return { kind: 'new', because: 'names of classes' }
    default:
      throw compared satisfies never
  }
}

function refuseMisfits(
  { id, configuration }: ModelFile,
  network: ModelFile['configuration'],
  readOut: ReadOutChange,
): void {
  const [first] = misfits(network, configuration, readOut.kind === 'new')
  if (first === undefined) return
  const shape = (sides: number[]): string => `[${sides.join(', ')}]`
  throw new UserError(
    'input',
    `The weights of "${id}" do not fit images of ${network.size}×${network.size} pixels: its "${first.name}" is ${shape(first.has)}, but such images need ${shape(first.needs)}; add the data set again with --size ${configuration.size}.`,
  )
}

/** @throws UserError('usage') naming the sections that there are */
function sectionOf(network: SweepPlan['network'], name: string): string {
  const graph = graphOf({ ...network, sigma: null })
  if (name === LOGITS_LAYER)
    throw new UserError(
      'usage',
      `With --freeze-until ${LOGITS_LAYER} nothing would be learnt: give one of ${layersOf(graph, null)
        .map((layer) => layer.name)
        .join(', ')}, or leave it out.`,
    )
  return layersOf(graph, [name])[0]!.name
}

/** @throws UserError('usage') where there are no running statistics */
function reestimated({ id }: ModelFile, network: SweepPlan['network'], images: number): number {
  if (hasBatchNormalisation(network)) return images
  throw new UserError(
    'usage',
    `The network of "${id}" has no batch normalisation, so there are no running statistics to find anew: leave out --reestimate.`,
  )
}

/** Whether a network's answers in training depend on the images beside one. */
export function hasBatchNormalisation(network: SweepPlan['network']): boolean {
  return graphOf({ ...network, sigma: null }).nodes.some(({ kind }) => kind === 'batch normalisation')
}
