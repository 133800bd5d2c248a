/** The table of ONNX operators that are computed on the device: one name, one small function. */
import type { Operator } from '../call'
import { activationOperators } from './activations'
import { convolutionOperators } from './convolution'
import { elementwiseOperators } from './elementwise'
import { gridOperators } from './grid-sample'
import { indexingOperators } from './indexing'
import { matrixOperators } from './matrix'
import { normalisationOperators } from './normalisation'
import { poolingOperators } from './pooling'
import { quantisedOperators } from './quantised'
import { randomOperators } from './random'
import { reductionOperators } from './reductions'
import { resizingOperators } from './resizing'
import { shapeOperators } from './shapes'
import { sourceOperators } from './sources'

export const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    ...activationOperators,
    ...convolutionOperators,
    ...elementwiseOperators,
    ...gridOperators,
    ...indexingOperators,
    ...matrixOperators,
    ...normalisationOperators,
    ...poolingOperators,
    ...quantisedOperators,
    ...randomOperators,
    ...reductionOperators,
    ...resizingOperators,
    ...shapeOperators,
    ...sourceOperators,
  }),
)
