/** An image in a list of thumbnails. */
export interface ImageItem {
  index: number
  /** Name of its class. */
  label: string
  /** Address of its picture. */
  url: string
}
