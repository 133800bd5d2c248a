/** How the accuracy of a stochastic model spreads over its passes, in words: beside its interval, which is over images. */
import type { PassSpread } from '../contract/model'

/** `by the mean logits of 10 passes; single passes 84.1 ± 0.32 % (mean ± SD over passes)` */
export function passWords({ passes, mean, sd }: PassSpread): string {
  return `by the mean logits of ${passes} passes; single passes ${(mean * 100).toFixed(1)} ± ${(sd * 100).toFixed(2)} % (mean ± SD over passes)`
}
