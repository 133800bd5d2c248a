/**
 * Opens every file that PyTorch or a pickle makes: zip, legacy, TorchScript, bare pickles and jarvis' archives.
 * None of a file's code is run, and no tensor is read until somebody asks for it.
 */
import { UserError } from '../../contract/errors'
import type { ByteSource } from '../byte-source'
import type { CheckpointFormat, OpenedCheckpoint } from '../checkpoint'
import { isZip } from '../zip'
import { collect } from '../pickle/collect'
import type { Collected } from '../pickle/collect'
import { readPickle } from '../pickle/interpret'
import { printable } from '../printable'
import { Dictionary } from '../pickle/values'
import type { Value } from '../pickle/values'
import type { Contents } from './contents'
import { isLegacy, loadNestedStorage, readLegacyContainer } from './legacy-container'
import { isTar } from './match'
import { StorageTable } from './storages'
import { readZipContainer } from './zip-container'

const HEAD_BYTES = 512
/** joblib names itself at its first array, which is early. */
const JOBLIB_BYTES = 16 * 1024
/** Their code is known and says nothing that a user should worry about. */
const EXPECTED =
  /^(torch\.nn\.|__torch__\.|torch\.\w+$|numpy\.ndarray$|collections\.|builtins\.|__builtin__\.)/

/**
 * Opens a file that `matchPytorch` has matched. The result owns the source and closes it.
 * @throws UserError('input') in one sentence: what the file is or what is wrong with it, and what to do.
 */
export async function openPytorch(source: ByteSource): Promise<OpenedCheckpoint> {
  const { name } = source
  const contents = await readContents(source)
  const found = collect(contents.root, name, Math.max(source.size, contents.dataBytes), source.size)
  const warnings = [...contents.warnings, ...found.warnings]
  if (found.dictionaries.length === 0) {
    throw new UserError(
      'input',
      found.warnings.length > 0
        ? `${name} holds no weights of a model (${found.warnings[0]!.replace(/\.$/, '')}): choose the file that holds them.`
        : `${name} is ${KIND[contents.format]} that holds no tensors: choose the file that holds the model's weights.`,
    )
  }
  const named = [...contents.inert].filter((path) => !EXPECTED.test(path))
  if (named.length > 0) {
    const shown = named.slice(0, 5).join(', ')
    const more = named.length > 5 ? ` and ${named.length - 5} more` : ''
    warnings.push(`The file names Python code, which was not run: ${shown}${more}.`)
  }
  return {
    format: contents.format,
    description: describe(contents.format, found),
    bytes: source.size,
    dictionaries: found.dictionaries,
    notes: found.notes,
    warnings,
    close: () => source.close(),
  }
}

async function readContents(source: ByteSource): Promise<Contents> {
  const head = await source.read(0, Math.min(HEAD_BYTES, source.size))
  if (isZip(head)) return readZipContainer(source)
  if (isLegacy(head)) return readLegacyContainer(source)
  if (isTar(head)) {
    throw new UserError(
      'input',
      `${source.name} was written by PyTorch before 0.1.10 (a tar file), which is not read; load and save it again with a newer PyTorch.`,
    )
  }
  return readBare(source)
}

/** A pickle by itself. What follows it is not looked at. */
async function readBare(source: ByteSource): Promise<Contents> {
  const begin = Buffer.from(await source.read(0, Math.min(JOBLIB_BYTES, source.size)))
  if (begin.includes('joblib.numpy_pickle')) {
    throw new UserError(
      'input',
      `${source.name} was written by joblib, which mixes arrays into a pickle in a way that is not read; save the model's state_dict with torch.save, or its arrays with numpy.savez.`,
    )
  }
  const table = new StorageTable(source.name)
  const pickle = await readPickle(source, {
    persistent: table.persistent,
    loadStorage: loadNestedStorage(source.name),
  })
  if (table.storages.length > 0) {
    throw new UserError(
      'input',
      `${source.name} is the data.pkl of a PyTorch file without the file around it; choose the whole .pt file, or zip its folder again.`,
    )
  }
  const behind = source.size - pickle.end
  return {
    format: isArchive(pickle.value) ? 'jarvis archive' : 'pickle',
    root: pickle.value,
    inert: pickle.inert,
    dataBytes: source.size,
    warnings:
      behind > 0 ? [`The file goes on for ${behind} bytes after its pickle, which were not read.`] : [],
  }
}

/** jarvis keeps records under eight hexadecimal digits, in capitals. */
function isArchive(root: Value): boolean {
  if (!(root instanceof Dictionary) || root.size === 0) return false
  for (const [key] of root.entries()) if (typeof key !== 'string' || !/^[0-9A-F]{8}$/.test(key)) return false
  return true
}

const KIND: Readonly<Partial<Record<CheckpointFormat, string>>> = {
  'pytorch zip': 'a PyTorch file',
  'pytorch legacy': 'a PyTorch file in the format from before 1.6',
  torchscript: 'a TorchScript archive',
  'jarvis archive': 'a training archive of jarvis',
  pickle: 'a Python pickle',
}

function describe(format: CheckpointFormat, { dictionaries, modules }: Collected): string {
  const kind = KIND[format] ?? 'A file'
  const start = kind[0]!.toUpperCase() + kind.slice(1)
  if (modules.length > 0) {
    const shown = modules.slice(0, 3).map(printable).join(', ')
    return modules.length === 1
      ? `${start} holding a whole pickled module (${shown}).`
      : `${start} holding ${modules.length} whole pickled modules (${shown}${modules.length > 3 ? ', …' : ''}).`
  }
  const [first] = dictionaries
  if (dictionaries.length > 1) return `${start} holding ${dictionaries.length} dictionaries of tensors.`
  const count = first!.tensors.length
  const where = first!.path.length === 0 ? '' : ` under "${printable(first!.path.join('.'))}"`
  return `${start} holding ${count} ${count === 1 ? 'tensor' : 'tensors'}${where}.`
}
