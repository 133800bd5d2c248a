/**
 * Paths of the host's machine as text. The page does not know the machine: the separator is taken from a
 * path that the host gave.
 */

/** `name` inside of `folder`. */
export function joinPath(folder: string, name: string): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/'
  return folder.endsWith(separator) ? `${folder}${name}` : `${folder}${separator}${name}`
}

/** The last name of a path. */
export function lastName(path: string): string {
  return path.replace(/[/\\]+$/, '').replace(/^.*[/\\]/, '')
}
