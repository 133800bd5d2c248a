/**
 * The folder that a new project gets, from its title. Pure.
 */
import { joinPath } from '../../state/paths'

/** `Mouse vs. blur` → `mouse-vs-blur.halfpower`. */
export function folderName(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/σ/g, 'sigma')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  return `${words === '' ? 'project' : words}.halfpower`
}

export function projectFolder(place: string, title: string): string {
  return joinPath(place, folderName(title))
}
