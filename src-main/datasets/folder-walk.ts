/**
 * Keeps a search below class folders from going round in circles and over a whole disk: links between folders lead to one
 * folder by as many ways as there are steps, and a link or a wrong choice to thousands of folders without an image.
 */
import { realpath } from 'node:fs/promises'
import { UserError } from '../contract/errors'
import { shown } from '../contract/shown'
import { withSentence } from '../files/look'

/** Folders without an image of their own that are looked into: so many, and some for each folder with images. */
const BARREN = { most: 2000, perHolding: 4 }

export class FolderWalk {
  readonly #seen = new Map<string, string>()
  #barren = 0
  #holding = 0

  /** @param top the folder that is searched, for the sentence */
  constructor(private readonly top: string) {}

  /**
   * @param holdsImages whether images lie in the folder itself
   * @returns under which path the same folder was entered before; null: it was not
   * @throws UserError('input') where there are too many folders without an image
   */
  async enter(path: string, holdsImages: boolean): Promise<string | null> {
    const place = await withSentence(path, () => realpath(path))
    const before = this.#seen.get(place)
    if (before !== undefined) return before
    this.#seen.set(place, path)
    if (holdsImages) this.#holding++
    else this.#barren++
    const most = BARREN.most + BARREN.perHolding * this.#holding
    if (this.#barren > most)
      throw new UserError(
        'input',
        `"${shown(this.top)}" has more than ${most} folders below it in which there is no image: is one of them a link to somewhere else? Add the folder that holds the images.`,
      )
    return null
  }
}
