/**
 * The one way to a file of weights: finds its reader by its content and opens it. When there is none, says what
 * the file is and what to do instead.
 * Invariant: a few small reads decide, however large the file; nothing in it is ever run; a file that is refused
 * is closed again.
 */
import { realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { UserError } from '../contract/errors'
import { withSentence } from '../files/look'
import { openByteSource } from './byte-source'
import type { ByteSource } from './byte-source'
import type { OpenedCheckpoint } from './checkpoint'
import { resolveFolder } from './folder'
import { describeLanguageModel } from './language-model'
import { npyReader, npzReader } from './numpy-file'
import { onnxReader } from './onnx-file'
import { matchPytorch } from './pytorch/match'
import { exportedProgramReader } from './pytorch/exported-program'
import { openPytorch } from './pytorch/open'
import { HEAD_BYTES } from './reader'
import type { CheckpointPlace, CheckpointReader } from './reader'
import { safetensorsReader } from './safetensors-file'
import { safetensorsIndexReader } from './safetensors-index'
import { refuseWrongFile } from './wrong-file'

/** Every file that PyTorch or a pickle makes. */
const pytorchReader: CheckpointReader = {
  match: async ({ source }) => (await matchPytorch(source)) !== null,
  open: ({ source }) => openPytorch(source),
}

/** Asked in this order: those with a magic number first, ONNX, which has none, last. */
const READERS: readonly CheckpointReader[] = [
  npyReader,
  safetensorsReader,
  exportedProgramReader,
  pytorchReader,
  npzReader,
  safetensorsIndexReader,
  onnxReader,
]

/**
 * Opens a file of weights, or a folder with the index of a sharded model.
 * @returns what is in it; its tensors are read when they are asked for, until `close()`.
 * @throws UserError('input') for everything else: one sentence that says what the path is, what is opened, and
 *   what to do.
 */
export async function openCheckpoint(path: string): Promise<OpenedCheckpoint> {
  const file = await resolveFolder(path, isCheckpoint)
  return openCheckpointFrom(await openByteSource(file), (path) => openOwn(file, path))
}

/**
 * As `openCheckpoint`, for bytes from elsewhere.
 * @param source closed by the result's `close()`, or here when it is refused.
 * @param beside opens a file in the same folder; without it there are none.
 */
export async function openCheckpointFrom(
  source: ByteSource,
  beside: CheckpointPlace['beside'] = nothingBeside,
): Promise<OpenedCheckpoint> {
  let opened: OpenedCheckpoint | undefined
  try {
    const place = await placeOf(source, beside)
    const reader = await findReader(place)
    if (!reader) throw await refuseWrongFile(source, place.head)
    opened = await reader.open(place)
    const language = describeLanguageModel(opened, source.name)
    if (language) throw language
    return opened
  } catch (error) {
    await opened?.close()
    await source.close()
    throw error
  }
}

/** Whether a file is one that some reader takes for its own. */
async function isCheckpoint(path: string): Promise<boolean> {
  let source: ByteSource | undefined
  try {
    source = await openByteSource(path)
    return (await findReader(await placeOf(source, nothingBeside))) !== undefined
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  } finally {
    await source?.close()
  }
}

async function placeOf(source: ByteSource, beside: CheckpointPlace['beside']): Promise<CheckpointPlace> {
  return { source, head: await source.read(0, Math.min(HEAD_BYTES, source.size)), beside }
}

async function findReader(place: CheckpointPlace): Promise<CheckpointReader | undefined> {
  for (const reader of READERS) if (await reader.match(place)) return reader
  return undefined
}

/**
 * A file that a model says it belongs together with. A link is followed only to where the model itself lies, by its own
 * name or behind links, as downloads are kept: a folder that somebody sent may hold one to any file of the user's.
 */
export async function openOwn(model: string, path: string): Promise<ByteSource> {
  const folder = dirname(resolve(model))
  const real = await realpath(join(folder, path)).catch(() => null)
  if (real !== null) {
    const homes = await withSentence(model, async () => [
      await realpath(folder),
      dirname(await realpath(model)),
    ])
    if (!homes.some((home) => isBelow(home, real)))
      throw new UserError(
        'input',
        `"${path}" beside "${basename(model)}" is a link to a place outside of the model's folder, which is not opened; put the file itself there.`,
      )
  }
  return await openBeside(folder, path)
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** Readers say in their own words what is wrong with a path; this holds for all of them. */
export async function openBeside(folder: string, path: string): Promise<ByteSource> {
  const way = relative(resolve(folder), resolve(folder, path))
  if (way === '' || way.startsWith('..') || isAbsolute(way)) {
    throw new UserError('input', `"${path}" is not in the folder "${basename(folder)}"; put it there.`)
  }
  return openByteSource(join(folder, way))
}

function nothingBeside(name: string): Promise<ByteSource> {
  return Promise.reject(new UserError('input', `There is no file "${name}" beside it; put it there.`))
}
