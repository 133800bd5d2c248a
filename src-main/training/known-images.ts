/** Images of which it is known what neurons make of them. */
export interface KnownImages {
  count: number
  /** Pixels [indices, size, size, channels] in [0,1]. */
  read(indices: Int32Array): Promise<Float32Array>
}

/** Images with known similarities. */
export interface SimilarImages extends KnownImages {
  /** [count, count]; the diagonal is 1. */
  similarities: Float32Array
}

/** Images with known responses. */
export interface AnsweredImages extends KnownImages {
  neurons: number
  /** [count, neurons]. */
  responses: Float32Array
}
