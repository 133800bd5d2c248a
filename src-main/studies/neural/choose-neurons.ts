/** Which neurons are shown one by one: those that were named, or some that a seed draws. */
import { UserError } from '../../contract/errors'
import { generator } from '../../random/generator'
import type { NeuralQuestion } from '../../contract/kinds/neural/study'

/** @returns ascending, counted from 0 */
export function chooseNeurons(
  { neurons, random, seed }: Extract<NeuralQuestion, { kind: 'maximal' }>,
  { id, neurons: all }: { id: string; neurons: number },
): number[] {
  const wrong = neurons?.find((neuron) => neuron >= all)
  if (wrong !== undefined)
    throw new UserError(
      'usage',
      `The population "${id}" has no neuron ${wrong}: it has ${all}, counted from 0 to ${all - 1}.`,
    )
  const chosen = neurons ?? [...generator(seed, 'neurons of a gallery').permutation(all)].slice(0, random)
  return [...chosen].sort((a, b) => a - b)
}
