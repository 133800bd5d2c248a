/**
 * Reads an ONNX file into plain data (onnx-graph.ts). Runs nothing, resolves nothing, and believes no length:
 * the bytes are looked over (wire-check.ts) before they are decoded.
 */
import { onnx } from 'onnx-proto'
import { UserError } from '../../contract/errors'
import type { ByteSource } from '../byte-source'
import { printable } from '../printable'
import { isExternal, readExternal, readWhole } from './external-data'
import type { OpenBeside } from './external-data'
import { OLDEST_OPSET } from './onnx-graph'
import type { OnnxAttribute, OnnxGraph, OnnxNode, OnnxTensor, OnnxValueInformation } from './onnx-graph'
import { elementOf, tensorOf, wholeNumber } from './tensor-values'
import { checkWire } from './wire-check'

/** Protocol buffers end here, and so does every ONNX file that is one file. */
export const LARGEST_ONNX = 2 * 1024 ** 3

/**
 * @param openBeside opens files that the model keeps its values in; null (or absent): such models are refused
 * @throws UserError('input') for a file that is too large, damaged, too old, or no ONNX model
 */
export async function readOnnxGraph(
  source: ByteSource,
  openBeside: OpenBeside | null = null,
): Promise<OnnxGraph> {
  if (source.size > LARGEST_ONNX) {
    throw new UserError(
      'input',
      `${source.name} has ${source.size} bytes, and an ONNX file has at most 2 GB; export the model with its values in a separate file.`,
    )
  }
  const model = decodeOnnx(await readWhole(source, 0, source.size), source.name)
  const external = await readExternal(tensorsOf(model), source.name, openBeside)
  return graphOf(model, source.name, external)
}

/** The same for bytes in memory; values in other files are refused. */
export function readOnnx(bytes: Uint8Array, name = 'The ONNX model'): OnnxGraph {
  const model = decodeOnnx(bytes, name)
  const outside = tensorsOf(model).find(isExternal)
  if (outside) {
    throw new UserError(
      'input',
      `${name} keeps the values of "${printable(outside.name ?? '')}" in another file beside it; save it as one file (in Python: onnx.save(onnx.load(path), "one-file.onnx")) and open that.`,
    )
  }
  return graphOf(model, name, new Map())
}

export function decodeOnnx(bytes: Uint8Array, name: string): onnx.ModelProto {
  checkWire(bytes, name)
  try {
    return onnx.ModelProto.decode(bytes)
  } catch (error) {
    throw new UserError('input', `${name} is no ONNX model, or is damaged; export or download it again.`, {
      cause: error,
    })
  }
}

/** Every tensor that may lie in another file. */
export function tensorsOf(model: onnx.ModelProto): onnx.ITensorProto[] {
  const inAttributes = (model.graph?.node ?? []).flatMap((node) =>
    (node.attribute ?? []).flatMap((attribute) => (attribute.t ? [attribute.t] : [])),
  )
  return [...(model.graph?.initializer ?? []), ...inAttributes]
}

function graphOf(
  model: onnx.ModelProto,
  name: string,
  external: ReadonlyMap<onnx.ITensorProto, Uint8Array>,
): OnnxGraph {
  const { graph } = model
  if (!graph?.node || graph.node.length === 0 || (graph.output ?? []).length === 0) {
    throw new UserError(
      'input',
      `${name} holds no ONNX graph with nodes and outputs; export the model again.`,
    )
  }
  const opsets = Object.fromEntries(
    model.opsetImport.map(({ domain, version }) => [
      domain === 'ai.onnx' ? '' : (domain ?? ''),
      wholeNumber(version),
    ]),
  )
  const opset = opsets[''] ?? 1
  if (opset < OLDEST_OPSET) {
    throw new UserError(
      'input',
      `${name} uses version ${opset} of ONNX's operators; ${OLDEST_OPSET} and newer are read: export it again with a newer version.`,
    )
  }
  delete opsets['']
  const initialisers = new Map<string, OnnxTensor>()
  for (const proto of graph.initializer ?? []) {
    const tensor = tensorOf(proto, name, external.get(proto) ?? null)
    if (tensor === null) continue
    if (initialisers.has(tensor.name)) throw twice(name, tensor.name)
    initialisers.set(tensor.name, tensor)
  }
  assertNamedOnce(graph.node, initialisers, name)
  return {
    name: graph.name ?? '',
    opset,
    otherOpsets: opsets,
    producer: [model.producerName, model.producerVersion].filter((part) => part !== '').join(' '),
    nodes: graph.node.map((node) => nodeOf(node, name, external)),
    initialisers,
    inputs: (graph.input ?? []).map(informationOf).filter((input) => !initialisers.has(input.name)),
    outputs: (graph.output ?? []).map(informationOf),
    metadata: Object.fromEntries(model.metadataProps.map(({ key, value }) => [key ?? '', value ?? ''])),
  }
}

/** Of two values with one name, either could be meant. */
function assertNamedOnce(
  nodes: readonly onnx.INodeProto[],
  initialisers: ReadonlyMap<string, OnnxTensor>,
  file: string,
): void {
  const known = new Set<string>()
  for (const output of nodes.flatMap((node) => node.output ?? [])) {
    // An output that nobody wants has no name.
    if (output === '') continue
    if (known.has(output) || initialisers.has(output)) throw twice(file, output)
    known.add(output)
  }
}

function twice(file: string, value: string): UserError {
  return new UserError(
    'input',
    `${file} has two values called "${printable(value)}", of which either could be meant; it is damaged, export it again.`,
  )
}

function nodeOf(
  node: onnx.INodeProto,
  file: string,
  external: ReadonlyMap<onnx.ITensorProto, Uint8Array>,
): OnnxNode {
  const operator = node.opType ?? ''
  const outputs = node.output ?? []
  // Without a prototype: names come from the file, and one may be `__proto__`.
  const attributes = Object.create(null) as Record<string, OnnxAttribute>
  for (const attribute of node.attribute ?? []) {
    const value = attributeOf(attribute, file, external)
    if (value !== null) attributes[attribute.name ?? ''] = value
  }
  return {
    name: node.name || `${operator} → ${outputs[0] ?? ''}`,
    operator,
    domain: node.domain === 'ai.onnx' ? '' : (node.domain ?? ''),
    inputs: node.input ?? [],
    outputs,
    attributes,
  }
}

/** Null for a kind of attribute that no operator here has. */
function attributeOf(
  attribute: onnx.IAttributeProto,
  file: string,
  external: ReadonlyMap<onnx.ITensorProto, Uint8Array>,
): OnnxAttribute | null {
  const { AttributeType } = onnx.AttributeProto
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
  switch (attribute.type) {
    case AttributeType.FLOAT:
      return attribute.f ?? 0
    case AttributeType.INT:
      return wholeNumber(attribute.i)
    case AttributeType.STRING:
      return text(attribute.s ?? new Uint8Array())
    case AttributeType.FLOATS:
      return attribute.floats ?? []
    case AttributeType.INTS:
      return (attribute.ints ?? []).map(wholeNumber)
    case AttributeType.STRINGS:
      return (attribute.strings ?? []).map(text)
    case AttributeType.TENSOR:
      return attribute.t ? tensorOf(attribute.t, file, external.get(attribute.t) ?? null) : null
    case AttributeType.GRAPH:
    case AttributeType.GRAPHS:
      return { graph: true }
    default:
      return null
  }
}

function informationOf(value: onnx.IValueInfoProto): OnnxValueInformation {
  const type = value.type?.tensorType
  const sides = type?.shape?.dim
  return {
    name: value.name ?? '',
    dtype: elementOf(type?.elemType),
    shape: sides ? sides.map((side) => (side.dimParam ? side.dimParam : sideOf(side.dimValue))) : null,
  }
}

/** 0 and below are written by exporters for "not known". */
function sideOf(value: unknown): number | null {
  const side = wholeNumber(value)
  return side > 0 ? side : null
}
