/**
 * Operators that ONNX Runtime's WebGPU provider (1.30) takes and computes wrongly, or refuses when it runs: found by tfjs's
 * operator specs on Mesa's software Vulkan (test/conformance, HALFPOWER_PROVIDER=webgpu). They are placed on the processor by
 * name. What the provider does not know at all ONNX Runtime places there by itself.
 */
import type { onnx } from 'onnx-proto'

/** Why, in words of ONNX, for whoever meets one of them in a profile. */
const RULES: readonly { type: string; applies: (node: onnx.INodeProto, negative: Set<string>) => boolean }[] =
  [
    // "The Indices output is not supported": where the largest value was, which gradients of pooling need.
    { type: 'MaxPool', applies: ({ output }) => (output?.length ?? 0) > 1 },
    // Several channels of one group get each other's numbers.
    { type: 'ConvTranspose', applies: ({ attribute }) => numberOf(attribute, 'group') > 1 },
    // A row with NaN becomes 0, and where all is -∞ the largest is -3.4e38.
    ...['Softmax', 'LogSoftmax', 'ReduceMax', 'ReduceMin', 'TopK'].map((type) => ({
      type,
      applies: () => true,
    })),
    // Backwards, it begins one too late.
    { type: 'Slice', applies: ({ input }, negative) => negative.has(input?.[4] ?? '') },
  ]

/**
 * @param negative names of lists of integers with a negative one
 * @returns names of the nodes that must not run on the card
 */
export function nodesForProcessor(
  provider: string,
  nodes: readonly onnx.INodeProto[],
  negative: Set<string>,
): string[] {
  if (provider !== 'webgpu') return []
  return nodes
    .filter((node) => RULES.some(({ type, applies }) => node.opType === type && applies(node, negative)))
    .map(({ name }) => name!)
}

function numberOf(attributes: readonly onnx.IAttributeProto[] | null | undefined, name: string): number {
  return Number(attributes?.find((attribute) => attribute.name === name)?.i ?? 0)
}
