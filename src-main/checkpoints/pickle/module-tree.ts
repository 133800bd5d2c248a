/**
 * A pickled module of classes that we have never seen, as a flat dictionary: what `state_dict()` would give,
 * found by walking `_modules`, `_parameters` and `_buffers` of inert objects; with the classes' names and
 * the plain attributes (stride, padding, eps …), which help to recognise the architecture. Also TorchScript
 * modules, whose tensors are ordinary attributes.
 * Invariant: a module that contains itself, or is shared a million times, ends in a sentence, not in a loop.
 */
import { UserError } from '../../contract/errors'
import type { CheckpointValue } from '../checkpoint'
import { define, keyText } from './plain'
import type { Extent } from './extent'
import type { PlainValues } from './plain'
import { Dictionary, Inert, NumpyArray, Tensor, Unreadable } from './values'
import type { Value } from './values'

export interface ModuleTree {
  /** By full name, in the order of `state_dict()`. */
  tensors: [name: string, value: Tensor | NumpyArray | Unreadable][]
  classes: Record<string, string>
  attributes: Record<string, CheckpointValue>
}

/** ResNet-152 has about 500. */
const MAX_MODULES = 50_000
const MAX_TENSORS = 200_000
const MAX_DEPTH = 64
/** Attributes that every module has and that say nothing about it; those that begin with _ are left out as well. */
const COMMON = new Set(['training', 'dump_patches', 'T_destination', 'call_super_init'])

/** Whether a value is an instance of some `torch.nn.Module`. */
export function isModule(value: Value): value is Inert {
  if (!(value instanceof Inert)) return false
  return (
    isScript(value) ||
    value.attribute('_modules') instanceof Dictionary ||
    value.attribute('_parameters') instanceof Dictionary
  )
}

/** The module's class, e.g. `blurnet.models.BlurNet`. */
export function className(module: Inert): string {
  return module.path.replace(/^__torch__\./, '').replace(/___torch_mangle_\d+\./g, '') || 'unknown'
}

/**
 * Walks a module.
 * @param extent of everything that was found in the file, which this counts into
 * @throws UserError('input') when it has more parts than any model
 */
export function flattenModule(
  root: Inert,
  file: string,
  extent: Extent,
  plainValues: PlainValues,
): ModuleTree {
  const tree: ModuleTree = { tensors: [], classes: {}, attributes: {} }
  const inside = new Set<Inert>()
  const seen = new Set<Inert>()
  let modules = 0

  const walk = (module: Inert, name: string) => {
    if (inside.has(module)) return
    if (++modules > MAX_MODULES || inside.size >= MAX_DEPTH || name.length > 4000) {
      throw new UserError(
        'input',
        `The module in ${file} has more than ${MAX_MODULES} parts or is nested more than ${MAX_DEPTH} deep, which no model is; save the model's state_dict and open that.`,
      )
    }
    inside.add(module)
    seen.add(module)
    extent.part(name)
    extent.look(module.attributeCount)
    define(tree.classes, name, className(module))
    const prefix = name === '' ? '' : `${name}.`
    const registered = ['_parameters', '_buffers'].map((part) => module.attribute(part))
    for (const part of registered)
      if (part instanceof Dictionary) {
        extent.look(part.size)
        for (const entry of part.entries()) tensor(prefix, entry)
      }
    const children = module.attribute('_modules')
    const hidden: [string, Inert][] = []
    for (const [key, value] of module.attributes().entries()) {
      const text = keyText(key)
      if (text === undefined) continue
      if (isTensor(value)) tensor(prefix, [key, value])
      else if (isModule(value)) hidden.push([text, value])
      else if (!text.startsWith('_') && !COMMON.has(text)) {
        const plain = plainValues.of(value)
        if (plain === undefined) continue
        extent.part(prefix + text)
        define(tree.attributes, prefix + text, plain)
      }
    }
    if (children instanceof Dictionary) {
      extent.look(children.size)
      for (const [key, value] of children.entries()) {
        const text = keyText(key)
        if (text !== undefined && isModule(value)) walk(value, prefix + text)
      }
    }
    // A module kept as a mere attribute is no part of state_dict(), unless it is nowhere else.
    for (const [text, value] of hidden) if (isScript(module) || !seen.has(value)) walk(value, prefix + text)
    inside.delete(module)
  }
  const tensor = (prefix: string, [key, value]: readonly [Value, Value]) => {
    const text = keyText(key)
    if (text === undefined || !isTensor(value)) return
    extent.part(prefix + text)
    tree.tensors.push([prefix + text, value])
    if (tree.tensors.length > MAX_TENSORS) {
      throw new UserError(
        'input',
        `The module in ${file} has more than ${MAX_TENSORS} tensors, which no model has; save its state_dict and open that.`,
      )
    }
  }
  walk(root, '')
  return tree
}

function isScript(module: Inert): boolean {
  return module.how === 'instance' && module.path.startsWith('__torch__.')
}

function isTensor(value: Value): value is Tensor | NumpyArray | Unreadable {
  return value instanceof Tensor || value instanceof NumpyArray || value instanceof Unreadable
}
