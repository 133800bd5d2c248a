/** An opened file of weights as data that can be shown: lists cut to a length that a window can hold. */
import { LISTED_DICTIONARIES, LISTED_NOTES, LISTED_TENSORS } from '../contract/import/checkpoint'
import type { CheckpointDescription, DescribedDictionary } from '../contract/import/checkpoint'
import type { CheckpointValue, OpenedCheckpoint, TensorDictionary } from './checkpoint'
import { countValues } from './values'

const LONGEST_VALUE = 200
const LONGEST_NAME = 500

/** What an opened file is and holds; reads no tensor. */
export function describeCheckpoint(opened: OpenedCheckpoint): CheckpointDescription {
  const notes = Object.entries(opened.notes)
  return {
    format: opened.format,
    description: opened.description,
    bytes: opened.bytes,
    dictionaries: opened.dictionaries.slice(0, LISTED_DICTIONARIES).map(describeDictionary),
    dictionaryCount: opened.dictionaries.length,
    notes: notes
      .slice(0, LISTED_NOTES)
      .map(([name, value]) => ({ name: cut(name, LONGEST_NAME), value: cut(asText(value), LONGEST_VALUE) })),
    noteCount: notes.length,
    warnings: opened.warnings.slice(0, LISTED_NOTES),
    warningCount: opened.warnings.length,
  }
}

function describeDictionary({ path, tensors, classes }: TensorDictionary): DescribedDictionary {
  return {
    path: [...path],
    tensors: tensors.slice(0, LISTED_TENSORS).map(({ name, shape, dtype }) => ({
      name: cut(name, LONGEST_NAME),
      shape: [...shape],
      dtype,
    })),
    tensorCount: tensors.length,
    numbers: tensors.reduce((sum, { shape }) => sum + countValues(shape), 0),
    className: classes[''] ?? null,
  }
}

/** As JSON without quotes around a text; numbers that JSON lacks as they are called. */
function asText(value: CheckpointValue): string {
  if (typeof value === 'string') return value
  if (typeof value === 'object' && value !== null) {
    // A list may be as long as the file; only its begin is shown.
    const few = value.slice(0, LONGEST_VALUE).map(asText)
    return `[${few.join(', ')}${value.length > few.length ? ', …' : ''}]`
  }
  return String(value)
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text
}
