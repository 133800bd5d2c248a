/** The public model of mouse V1, where the shared fixtures are. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openCheckpoint } from '../../src-main/checkpoints/open'
import { USUAL_SENSORIUM } from '../../src-main/contract/population'
import { readSensorium } from '../../src-main/neural/sensorium/read'
import { sensoriumStructure } from '../../src-main/neural/sensorium/structure'
import { ROOT } from './root'

export const MOUSE_FOLDER = join(ROOT, '../shared/fixtures/neural')
const MODEL = join(MOUSE_FOLDER, 'sensorium_sota_model.pth')
export const hasMouseModel = existsSync(MODEL)
/** Behind the title of what is skipped without it. */
export const ifMouseModel = `(${MODEL} is not here: skipped)`
/** What its images are standardised with, on 0 … 255. */
export const MOUSE_IMAGE = { height: 36, width: 64, mean: 113, sd: 60 }

/** Read as it is used by default. */
export async function readMouseModel(): ReturnType<typeof readSensorium> {
  const checkpoint = await openCheckpoint(MODEL)
  try {
    const { tensors } = checkpoint.dictionaries[0]!
    const choice = {
      session: null,
      linear: false,
      padded: false,
      hiddenPadding: null,
      hiddenStride: 1,
      stack: null,
      behaviour: 0,
      eye: null,
      leaveAside: false,
      options: USUAL_SENSORIUM,
      noPositionTanh: false,
    }
    return await readSensorium(sensoriumStructure(tensors, '"it"'), tensors, choice, '"it"')
  } finally {
    await checkpoint.close()
  }
}
