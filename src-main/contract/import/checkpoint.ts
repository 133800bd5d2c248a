/**
 * What a foreign file of weights holds, as data: what the window and the command line show of it before a model
 * is made of it. No tensor values; long lists are cut, and their full length is given beside them.
 */
import { z } from 'zod'
import { countSchema } from '../primitives'

/** How many tensors of a dictionary are listed. */
export const LISTED_TENSORS = 400
/** How many dictionaries are listed. */
export const LISTED_DICTIONARIES = 100
/** How many notes, and how many warnings, are listed. */
export const LISTED_NOTES = 200

export const checkpointFormatSchema = z.enum([
  'pytorch zip',
  'pytorch legacy',
  'torchscript',
  'jarvis archive',
  'pickle',
  'safetensors',
  'safetensors index',
  'npz',
  'npy',
  'onnx',
])

export const checkpointScalarSchema = z.enum([
  'float64',
  'float32',
  'float16',
  'bfloat16',
  'int64',
  'uint64',
  'int32',
  'uint32',
  'int16',
  'uint16',
  'int8',
  'uint8',
  'bool',
])

export const describedTensorSchema = z.object({
  name: z.string(),
  /** As PyTorch orders it; [] for a single number. */
  shape: z.array(countSchema),
  dtype: checkpointScalarSchema,
})

export const describedDictionarySchema = z.object({
  /** Where it stands in the file, outermost first; [] for the file itself. */
  path: z.array(z.string()),
  /** The first LISTED_TENSORS of them. */
  tensors: z.array(describedTensorSchema),
  /** How many there are. */
  tensorCount: countSchema,
  /** Numbers in all of them together. */
  numbers: z.number().min(0),
  /** Python class of the whole module; null for a plain dictionary. */
  className: z.string().nullable(),
})

export const describedNoteSchema = z.object({
  /** Dotted path in the file, e.g. `epoch`. */
  name: z.string(),
  /** As text, at most 200 characters. */
  value: z.string(),
})

export const checkpointDescriptionSchema = z.object({
  format: checkpointFormatSchema,
  /** One sentence: what the file is. */
  description: z.string(),
  bytes: z.number().min(0),
  dictionaries: z.array(describedDictionarySchema),
  dictionaryCount: countSchema,
  notes: z.array(describedNoteSchema),
  noteCount: countSchema,
  /** What a user should know; one sentence each. */
  warnings: z.array(z.string()),
  warningCount: countSchema,
})

export type DescribedTensor = z.infer<typeof describedTensorSchema>
export type DescribedDictionary = z.infer<typeof describedDictionarySchema>
export type CheckpointDescription = z.infer<typeof checkpointDescriptionSchema>
