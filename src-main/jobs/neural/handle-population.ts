/** What the job process does for populations (contract/neural.ts). */
import { addPopulation, simulatePopulation } from './add-population'
import { inspectPopulation } from './inspect-population'
import { respond } from './respond'
import type { PopulationMessage, PopulationRequest } from '../../contract/neural'

export async function handlePopulation(
  request: PopulationRequest,
  useDevice: (device: string, threads: number | null) => Promise<void>,
  progress: (done: number) => void,
): Promise<PopulationMessage> {
  switch (request.request) {
    case 'inspect population':
      return { message: 'inspected population', inspected: await inspectPopulation(request.path) }
    case 'add population':
      return { message: 'added population', added: await addPopulation(request, useDevice) }
    case 'simulate population':
      return { message: 'added population', added: await simulatePopulation(request) }
    case 'respond':
      return { message: 'responded', ...(await respond(request, useDevice, progress)) }
    default:
      throw request satisfies never
  }
}
