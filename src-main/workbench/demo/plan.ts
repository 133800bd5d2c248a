/**
 * Every number of the demo: small enough for ten minutes on two cores, large enough that f_rev falls
 * visibly as σ grows.
 */
export const DEMO = {
  title: 'Halfpower demo: blur and the reversal frequency',
  /** Where the images lie under resources/, and how they are read: 28×28 zero-padded to 32×32. */
  dataSet: { name: 'fashion-mnist', transforms: { gray: false, size: 32, fit: 'pad' } },
  sweep: {
    architecture: 'resnet18',
    width: 8,
    sigmas: [null, 1, 2, 3],
    seeds: [0],
    recipe: 'demo',
    trainLimit: 8000,
  },
  /** Trained once more: what another training changes, beside what the interval of one network says. */
  again: { sigmas: [1, 3], seeds: [1] },
  hybrid: {
    /** Fractions of Nyquist: the paper's grid for CIFAR-10 (methods C.4). */
    fMix: [0, 0.07, 0.12, 0.16, 0.19, 0.22, 0.25, 0.32, 0.42, 0.57, 0.7, 0.85, 1],
    seeds: [0, 1],
    batchSize: 200,
  },
} as const
