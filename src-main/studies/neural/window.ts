/** What the gallery of neurons asks: the images that drive them most, and their spectra, from the units that are done. */
import { UserError } from '../../contract/errors'
import { factsOf } from '../facts'
import { studyOf } from '../window'
import { maximalUnits } from './expand'
import { readMaximal } from './maximal-file'
import type { InputOf, OutputOf } from '../../contract/kinds/kinds'
import type { KindWindow, WindowDesk } from '../window'

export function neuralWindow(desk: WindowDesk): KindWindow<'neural'> {
  return { methods: { 'neural.maximal': (input) => readImages(desk, input) }, pictures: {} }
}

async function readImages(
  { project }: WindowDesk,
  { study: typed, neurons }: InputOf<'neural', 'neural.maximal'>,
): Promise<OutputOf<'neural', 'neural.maximal'>> {
  const { study, plan } = await studyOf(project, typed, 'neural', 'neurons')
  const facts = await factsOf(project, plan)
  const { pieces } = maximalUnits(plan, facts)
  const images: OutputOf<'neural', 'neural.maximal'>['images'] = []
  const missing: number[] = []
  let sides = { height: 1, width: 1, side: 1 }
  const known = new Set(pieces.flatMap((piece) => piece.neurons))
  const stranger = neurons.find((neuron) => !known.has(neuron))
  if (stranger !== undefined)
    throw new UserError(
      'usage',
      `The study "${study}" has no image of neuron ${stranger}: it was not asked for.`,
    )
  for (const { neurons: own, unit } of pieces) {
    const wanted = own.flatMap((neuron, row) => (neurons.includes(neuron) ? [{ neuron, row }] : []))
    if (wanted.length === 0) continue
    if ((await project.results.inspect(unit.key, 'safetensors')).state !== 'whole') {
      missing.push(...wanted.map(({ neuron }) => neuron))
      continue
    }
    const stored = await readMaximal(facts.arraysPath(unit.key, 'safetensors'), own.length)
    const { height, width, side } = stored
    sides = { height, width, side }
    const [pixels, plane] = [height * width, side * side]
    for (const { neuron, row } of wanted)
      images.push({
        neuron,
        image: [...stored.images.subarray(row * pixels, (row + 1) * pixels)],
        power: [...stored.powers.subarray(row * plane, (row + 1) * plane)],
      })
  }
  return { ...sides, images, missing }
}
