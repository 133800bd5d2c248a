/** What a study of minimal perturbations does in the job process. */
import { chooseTargets } from './look/choose-targets'
import { measureAttackSpeed } from './look/speed'
import { StoredBlocks } from './look/stored-blocks'
import { runAttackBlock } from './run-block'
import { runGuards } from './run-guards'
import { runAttackSummary } from './run-summary'
import { readImage } from '../job'
import type { KindJob } from '../job'

export const attackJob: KindJob<'attack'> = {
  units: { attack: runAttackBlock, 'attack guards': runGuards, 'attack summary': runAttackSummary },
  looks({ open, useDevice }) {
    const blocks = new StoredBlocks()
    return {
      answers: {
        'choose targets': async (question) => ({
          message: 'choose targets',
          images: await chooseTargets(question),
        }),
        async 'attack speed'(question) {
          await useDevice(question.device, question.threads)
          const data = await open.data(question.images)
          return await measureAttackSpeed(question, data, await open.model(question.model))
        },
      },
      pictures: {
        perturbed: async ({ block, index }, data) => ({
          pixels: await blocks.perturbed(block, index),
          shape: data,
        }),
        async difference({ block, index, gain }, data) {
          const perturbed = await blocks.perturbed(block, index)
          const clean = await readImage(data, index)
          return { pixels: clean.map((value, i) => 0.5 + gain * (perturbed[i]! - value)), shape: data }
        },
      },
    }
  },
}
