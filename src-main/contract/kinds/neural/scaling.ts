/**
 * What a neuron counts where populations are compared with networks, and where networks are drawn to them (methods N.5, N.6):
 * one choice with one default, so that a network is measured by what it was drawn to.
 */
import { z } from 'zod'

/** `sd`: each neuron divided by its standard deviation over the images, so that all count alike. `none`: as they respond. */
export const scalingSchema = z.enum(['none', 'sd'])
export type Scaling = z.infer<typeof scalingSchema>

/** Of similarities and of training: units of responses (ΔF/F, spikes) are arbitrary and differ between neurons. */
export const USUAL_SCALING: Scaling = 'sd'

/** Of the option `--scaling`, wherever there is one. */
export const SCALING_HELP = 'sd: each neuron divided by the standard deviation of its responses, or none'

/** In sentences, after "the neurons" or alone. */
export const SCALING_WORDS: Readonly<Record<Scaling, string>> = {
  none: 'each neuron as it responds, not scaled',
  sd: 'each neuron divided by the SD of its responses',
}
