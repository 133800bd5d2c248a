import { UserError } from '../contract/errors'

/**
 * A file that says that it is of another thing than its place says would lead what is written elsewhere.
 * @throws UserError('project') where it does
 */
export function ofOwnId<T extends { id: string }>(
  id: string,
  path: string,
  what: string,
  remedy: string,
  file: T | null,
): T | null {
  if (file === null || file.id === id) return file
  throw new UserError(
    'project',
    `"${path}" is damaged: its "id" is "${file.id}", another ${what}'s. Restore it from a copy, or ${remedy}.`,
  )
}
