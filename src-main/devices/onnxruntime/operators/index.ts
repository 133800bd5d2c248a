/** The table of all operators of the onnxruntime backend; kernels made of several are in compositions/. */
import type { Operator } from '../operator'
import { activationOperators } from './activations'
import { convolutionOperators } from './convolution'
import { depthwiseOperators } from './depthwise'
import { einsumOperators } from './einsum'
import { elementwiseOperators } from './elementwise'
import { filterGradientOperators } from './filter-gradient'
import { functionOperators } from './functions'
import { gatheringOperators } from './gathering'
import { indexingOperators } from './indexing'
import { joiningOperators } from './joining'
import { matrixOperators } from './matrix'
import { poolingOperators } from './pooling'
import { reductionOperators } from './reductions'
import { resizingOperators } from './resizing'
import { sequenceOperators } from './sequences'
import { shapeOperators } from './shapes'

export const operators: Operator[] = [
  ...elementwiseOperators,
  ...functionOperators,
  ...activationOperators,
  ...reductionOperators,
  ...matrixOperators,
  ...einsumOperators,
  ...shapeOperators,
  ...joiningOperators,
  ...gatheringOperators,
  ...indexingOperators,
  ...sequenceOperators,
  ...convolutionOperators,
  ...filterGradientOperators,
  ...depthwiseOperators,
  ...poolingOperators,
  ...resizingOperators,
]
