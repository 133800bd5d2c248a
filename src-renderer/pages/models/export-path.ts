/**
 * Where a model is written when nothing else is said, in which formats, and what is wrong with what was said. Pure;
 * whether the file can be written is found out by the workbench.
 */
import type { ArchitectureName } from '../../../src-main/contract/architectures'

export const EXPORT_FORMATS = {
  onnx: {
    ending: '.onnx',
    text: 'ONNX, for ONNX Runtime and other programs',
    help: 'The whole network, with the normaliser and the front end (blur, principal components) inside: images in [0, 1] in, logits out.',
  },
  safetensors: {
    ending: '.safetensors',
    text: 'safetensors, for PyTorch',
    help: 'The weights, under torchvision’s names where it has the network. The README holds the few lines of Python that load them, with the normaliser and the blur.',
  },
} as const
export type ExportFormat = keyof typeof EXPORT_FORMATS

const FORMATS = Object.keys(EXPORT_FORMATS) as ExportFormat[]

/** What a select offers; a graph that came as ONNX has no architecture for PyTorch to build. */
export function formatsFor(
  architecture: ArchitectureName,
): { value: ExportFormat; text: string; disabled: boolean }[] {
  return FORMATS.map((value) => {
    const disabled = value === 'safetensors' && architecture === 'onnx'
    return {
      value,
      disabled,
      text: disabled
        ? `${EXPORT_FORMATS[value].text} (not of a model that came as ONNX)`
        : EXPORT_FORMATS[value].text,
    }
  })
}

/** Beside the project's folder, under the model's identifier, with the system's own separator. */
export function defaultExportPath(projectFolder: string, model: string, format: ExportFormat): string {
  const end = Math.max(projectFolder.lastIndexOf('/'), projectFolder.lastIndexOf('\\'))
  return `${projectFolder.slice(0, end + 1)}${model}${EXPORT_FORMATS[format].ending}`
}

/** The same path with the ending of another format. */
export function withFormat(path: string, format: ExportFormat): string {
  const text = path.trim()
  const old = FORMATS.map((each) => EXPORT_FORMATS[each].ending).find((ending) => text.endsWith(ending))
  return `${old === undefined ? text : text.slice(0, -old.length)}${EXPORT_FORMATS[format].ending}`
}

/** Null when it may be tried. */
export function exportPathIssue(path: string, format: ExportFormat): string | null {
  const text = path.trim()
  const { ending } = EXPORT_FORMATS[format]
  if (text === '') return 'Give the path of the file to write.'
  if (!text.toLowerCase().endsWith(ending)) return `The name must end in ${ending}.`
  if (!/^(\/|[A-Za-z]:[\\/]|\\\\)/.test(text)) return 'Give the whole path, from the root of the disk.'
  return null
}
