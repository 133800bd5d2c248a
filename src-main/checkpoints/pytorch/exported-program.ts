/**
 * Archives of torch.export (`.pt2`): a program, its weights and its constants. The program is not run here; the weights
 * are read where the archive holds them as a PyTorch file of their own, which it does in most versions. Where it holds
 * each tensor by itself, that is said with what to do.
 */
import { UserError } from '../../contract/errors'
import type { ByteSource } from '../byte-source'
import type { OpenedCheckpoint } from '../checkpoint'
import type { CheckpointReader } from '../reader'
import { isZip } from '../zip'
import { openZip } from '../zip-source'
import { openPytorch } from './open'

/** PyTorch 2.1 to 2.6, and 2.7 and newer. */
const PROGRAM = /(?:^|\/)(?:serialized_exported_program\.json|models\/[^/]+\.json|archive_format)$/
const WEIGHTS = /(?:^|\/)(?:serialized_state_dict\.(?:pt|json)|data\/weights\/[^/]+\.pt)$/

export const exportedProgramReader: CheckpointReader = {
  match: async ({ source, head }) => isZip(head) && (await isExportedProgram(source)),
  open: ({ source }) => openExportedProgram(source),
}

async function isExportedProgram(source: ByteSource): Promise<boolean> {
  try {
    const names = (await openZip(source)).members.map(({ name }) => name)
    const isPlain = names.some((name) => /^(?:[^/]+\/)?data\.pkl$/.test(name))
    return !isPlain && names.some((name) => PROGRAM.test(name))
  } catch (error) {
    // A damaged archive is named by who reads PyTorch's.
    if (error instanceof UserError) return false
    throw error
  }
}

async function openExportedProgram(source: ByteSource): Promise<OpenedCheckpoint> {
  const archive = await openZip(source)
  const found = archive.members.filter(({ name, bytes }) => WEIGHTS.test(name) && bytes > 0)
  const [member] = found
  const inner = member && found.length === 1 ? await archive.open(member) : null
  if (!inner || !isZip(await inner.read(0, Math.min(4, inner.size))))
    throw new UserError(
      'input',
      `${source.name} is a program of torch.export (.pt2) whose weights are not one PyTorch file: save them in Python with "torch.save(torch.export.load(path).state_dict, 'weights.pt')" and choose that file, or export the model as ONNX with "torch.onnx.export" and choose the .onnx file.`,
    )
  const opened = await openPytorch(inner)
  return {
    ...opened,
    description: `A program of torch.export (.pt2) with its weights. ${opened.description}`,
    bytes: source.size,
    warnings: [
      'The program in the file was not run and decides nothing; only its weights were read.',
      ...opened.warnings,
    ],
    close: () => source.close(),
  }
}
