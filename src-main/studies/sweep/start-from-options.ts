/** What `halfpower sweep` says of a model that its networks go on from (methods B.4), and of large batches. */
import { count } from '../command/values'
import type { OptionRows } from '../command/command'
import type { SweepRequest } from '../../contract/kinds/sweep/study'

export interface StartFromOptions {
  from?: string | undefined
  newReadOut?: boolean | undefined
  freezeUntil?: string | undefined
  reestimate?: number | undefined
  microBatch?: number | undefined
}

export const startFromRows: OptionRows<StartFromOptions> = {
  from: {
    flags: '--from <model>',
    help: 'go on from the weights of this model behind each σ, instead of random ones; its network is used as it is',
  },
  newReadOut: {
    flags: '--new-read-out',
    help: 'with --from: replace its last layer though it has the classes of the images',
  },
  freezeUntil: {
    flags: '--freeze-until <section>',
    help: 'with --from: learn only what comes after this section, e.g. section2',
  },
  reestimate: {
    flags: '--reestimate <images>',
    help: 'with --from: find running statistics of the kept weights anew, over so many training images',
    read: count('number of images'),
  },
  microBatch: {
    flags: '--micro-batch <images>',
    help: 'so many images of a batch at a time, their gradients added up: less memory',
    read: count('micro-batch', 65_536),
  },
}

export function startFromOf({
  from,
  newReadOut,
  freezeUntil,
  reestimate,
  microBatch,
}: StartFromOptions): StartFromOptions {
  return { from, newReadOut, freezeUntil, reestimate, microBatch }
}

export function startFromSaid(request: Pick<SweepRequest, keyof StartFromOptions>): StartFromOptions {
  const { newReadOut, ...same } = startFromOf(request)
  return { ...same, newReadOut: newReadOut === true ? true : undefined }
}
