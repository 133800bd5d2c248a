/**
 * Weights in several safetensors files, as an index beside them says (`model.safetensors.index.json`): one
 * dictionary with the tensors of all. Only files in the index's own folder are opened.
 * Invariant: every tensor of the index is in the shard it names, and no shard has one more.
 */
import { z } from 'zod'
import { UserError } from '../contract/errors'
import type { ByteSource } from './byte-source'
import type { CheckpointTensor, CheckpointValue, OpenedCheckpoint } from './checkpoint'
import { checkJson } from './json-bounds'
import { describeLanguageIndex } from './language-model'
import { define } from './pickle/plain'
import { printable } from './printable'
import { HEAD_BYTES } from './reader'
import type { CheckpointPlace, CheckpointReader } from './reader'
import { readSafetensors } from './safetensors-file'

/** 32 MiB: 300,000 tensors. */
const LARGEST_INDEX = 32 * 1024 ** 2
/** More than any published model has. */
const MOST_SHARDS = 1024

const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) })

export const safetensorsIndexReader: CheckpointReader = {
  /** A JSON document with a `weight_map`; it stands at the end where a `metadata` stands before it. */
  async match({ source, head }) {
    if (!/^\s*\{/.test(Buffer.from(head.subarray(0, 64)).toString('latin1'))) return false
    if (hasWeightMap(head)) return true
    return source.size > HEAD_BYTES && source.size <= LARGEST_INDEX && hasWeightMap(await readAll(source))
  },
  open: openSafetensorsIndex,
}

async function openSafetensorsIndex(place: CheckpointPlace): Promise<OpenedCheckpoint> {
  const { source } = place
  const map = parseIndex(await readAll(source), source.name)
  const language = describeLanguageIndex(Object.keys(map), source.name)
  if (language) throw language
  const shards = [...new Set(Object.values(map))]
  if (shards.length > MOST_SHARDS) {
    throw new UserError(
      'input',
      `${source.name} names ${shards.length} files of weights; at most ${MOST_SHARDS} are opened: save the model as one safetensors file.`,
    )
  }
  for (const shard of shards) checkName(shard, source.name)
  const sources: ByteSource[] = []
  try {
    const tensors: CheckpointTensor[] = []
    const notes: Record<string, CheckpointValue> = {}
    for (const shard of shards) {
      const opened = await openShard(place, shard, shards.length)
      sources.push(opened)
      const read = await readSafetensors(opened)
      // Not by assignment: a key may be `__proto__`.
      for (const [key, value] of Object.entries(read.metadata)) define(notes, key, value)
      for (const tensor of read.tensors) {
        if (!Object.hasOwn(map, tensor.name) || map[tensor.name] !== shard) {
          throw new UserError(
            'input',
            `"${printable(tensor.name)}" is in "${printable(shard)}", but ${source.name} does not say so: the files belong to different models; download all of them again.`,
          )
        }
        tensors.push(tensor)
      }
    }
    const names = new Set(tensors.map((tensor) => tensor.name))
    for (const [name, shard] of Object.entries(map)) {
      if (names.has(name)) continue
      throw new UserError(
        'input',
        `${source.name} says that "${printable(name)}" is in "${printable(shard)}", where it is not: the files belong to different models; download all of them again.`,
      )
    }
    return {
      format: 'safetensors index',
      description: `The index of ${shards.length} safetensors ${shards.length === 1 ? 'file' : 'files'} with ${tensors.length} tensors.`,
      bytes: sources.reduce((sum, each) => sum + each.size, source.size),
      dictionaries: tensors.length === 0 ? [] : [{ path: [], tensors, classes: {}, attributes: {} }],
      notes,
      warnings: tensors.length === 0 ? [`${source.name} names no tensors.`] : [],
      async close() {
        for (const each of [...sources, source]) await each.close()
      },
    }
  } catch (error) {
    for (const each of sources) await each.close()
    throw error
  }
}

async function openShard(place: CheckpointPlace, shard: string, count: number): Promise<ByteSource> {
  try {
    return await place.beside(shard)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw new UserError(
      'input',
      `${place.source.name} needs all ${count} files of the model in its own folder, and "${printable(shard)}" cannot be opened: ${error.message}`,
      { cause: error },
    )
  }
}

/** A name of a file in the same folder, on every system. */
function checkName(shard: string, index: string): void {
  // The control characters, the drive letters and streams of Windows, and both kinds of slash.
  const plain = shard.length <= 255 && !/[/\\:*?"<>|]/.test(shard) && !hasControls(shard)
  if (plain && shard !== '' && shard !== '.' && shard !== '..') {
    if (shard.endsWith('.safetensors')) return
    throw new UserError(
      'input',
      `${index} is an index of "${printable(shard)}"; only indices of safetensors files are opened: convert the model to safetensors, or save it as one PyTorch file.`,
    )
  }
  throw new UserError(
    'input',
    `${index} names the file "${printable(shard)}"; only files in its own folder are opened: put all files of the model into one folder, and correct the index.`,
  )
}

function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 32) return true
  return false
}

function parseIndex(bytes: Uint8Array, name: string): Record<string, string> {
  checkJson(bytes, name)
  try {
    return indexSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))).weight_map
  } catch (error) {
    throw new UserError(
      'input',
      `${name} is a damaged index of safetensors files: its "weight_map" does not give the file of each tensor; download it again.`,
      { cause: error },
    )
  }
}

function hasWeightMap(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('"weight_map"')
}

async function readAll(source: ByteSource): Promise<Uint8Array> {
  if (source.size > LARGEST_INDEX) {
    throw new UserError(
      'input',
      `${source.name} is an index of ${source.size} bytes; at most ${LARGEST_INDEX} are read: it is damaged.`,
    )
  }
  return source.read(0, source.size)
}
