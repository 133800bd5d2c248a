/** The table of all kernels that the onnxruntime backend registers. */
import type { Operator } from '../graph'
import { convolutionOperators } from './convolution'
import { elementwiseOperators } from './elementwise'
import { filterGradientOperators } from './filter-gradient'
import { matrixOperators } from './matrix'
import { reductionOperators } from './reductions'
import { shapeOperators } from './shapes'

export const operators: Operator[] = [
  ...elementwiseOperators,
  ...reductionOperators,
  ...matrixOperators,
  ...shapeOperators,
  ...convolutionOperators,
  ...filterGradientOperators,
]
