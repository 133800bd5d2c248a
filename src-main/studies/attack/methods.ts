/** From the name of a method to the attacks that it runs, in the job process. */
import { boundaryAttack } from '../../attacks/boundary-attack'
import { brendelBethge } from '../../attacks/brendel-bethge'
import { carliniWagner } from '../../attacks/carlini-wagner'
import { decoupledDirection } from '../../attacks/decoupled-direction'
import { deepFool } from '../../attacks/deep-fool'
import { fastGradient } from '../../attacks/fast-gradient'
import { fastMinimumNorm } from '../../attacks/fast-minimum-norm'
import { hopSkipJump } from '../../attacks/hop-skip-jump'
import { preset } from '../../attacks/presets'
import { projectedGradient } from '../../attacks/projected-gradient'
import { projectedGradientGrid } from '../../attacks/projected-gradient-grid'
import type { Attack } from '../../attacks/attack'
import type { AttackMethodName, NormName } from '../../contract/kinds/attack/methods'

/** The attacks of a method, in the order in which they run. */
export function attacksOf(method: AttackMethodName, norm: NormName): Attack[] {
  switch (method) {
    case 'minimal':
    case 'paper':
      return preset(method, norm)
    case 'fgsm':
      return [fastGradient()]
    case 'pgd':
      return [projectedGradient(norm)]
    case 'pgd-grid':
      return [projectedGradientGrid(norm)]
    case 'ddn':
      return [decoupledDirection()]
    case 'fmn':
      return [fastMinimumNorm()]
    case 'brendel-bethge':
      return [brendelBethge()]
    case 'carlini-wagner':
      return [carliniWagner()]
    case 'deepfool':
      return [deepFool()]
    case 'boundary':
      return [boundaryAttack()]
    case 'hop-skip-jump':
      return [hopSkipJump()]
    default:
      throw new RangeError(`unknown method ${String(method satisfies never)}`)
  }
}
