/**
 * About how many passes through the model a method takes per image: for the time left and for estimates, not
 * for results, which count their own. Measured with a ResNet-20 on CIFAR-10 at 32×32 pixels.
 * Behind a blur of 1, 2 or 3 pixels `minimal` takes 1,233 + 1,180 in both norms (medians; tracks.ts), about five times as much:
 * whether a walk from the other side comes near is not known before.
 */
import type { AttackMethodName, NormName } from '../../contract/kinds/attack/methods'

export interface Passes {
  forward: number
  backward: number
}

const TYPICAL: Readonly<Record<AttackMethodName, Readonly<Record<NormName, Passes>>>> = {
  minimal: { L2: { forward: 256, backward: 225 }, Linf: { forward: 205, backward: 175 } },
  paper: { L2: { forward: 9500, backward: 9200 }, Linf: { forward: 9500, backward: 9200 } },
  fgsm: both({ forward: 3, backward: 1 }),
  pgd: both({ forward: 50, backward: 50 }),
  'pgd-grid': both({ forward: 520, backward: 500 }),
  ddn: both({ forward: 102, backward: 100 }),
  fmn: both({ forward: 102, backward: 100 }),
  'brendel-bethge': both({ forward: 1020, backward: 1000 }),
  'carlini-wagner': both({ forward: 9000, backward: 9000 }),
  deepfool: both({ forward: 60, backward: 50 }),
  boundary: both({ forward: 25_000, backward: 0 }),
  'hop-skip-jump': both({ forward: 25_000, backward: 0 }),
}

/** Per image. Averaged answers ask as often as there are samples. */
export function typicalPasses(method: AttackMethodName, norm: NormName, samples: number): Passes {
  const { forward, backward } = TYPICAL[method][norm]
  return { forward: forward * samples, backward: backward * samples }
}

/** In forward passes of one image: the way back costs about twice the way there. */
export function typicalWork(method: AttackMethodName, norm: NormName, samples: number): number {
  const { forward, backward } = typicalPasses(method, norm, samples)
  return forward + 2 * backward
}

function both(passes: Passes): Record<NormName, Passes> {
  return { L2: passes, Linf: passes }
}
