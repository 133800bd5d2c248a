/**
 * Where a model's weights are written when nothing else is said, and what is wrong with what was said. Pure;
 * whether the file can be written is found out by the workbench.
 */

/** Beside the project's folder, under the model's identifier, with the system's own separator. */
export function defaultExportPath(projectFolder: string, model: string): string {
  const end = Math.max(projectFolder.lastIndexOf('/'), projectFolder.lastIndexOf('\\'))
  return `${projectFolder.slice(0, end + 1)}${model}.safetensors`
}

/** Null when it may be tried. */
export function exportPathIssue(path: string): string | null {
  const text = path.trim()
  if (text === '') return 'Give the path of the file to write.'
  if (!text.endsWith('.safetensors')) return 'The name must end in .safetensors.'
  if (!/^(\/|[A-Za-z]:[\\/]|\\\\)/.test(text)) return 'Give the whole path, from the root of the disk.'
  return null
}
