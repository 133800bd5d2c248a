/**
 * Says what a file looks like, for error sentences: people give a web page that a download left behind,
 * a Git LFS pointer, an archive that was never unpacked. Pure; looks only at the first bytes.
 */

/** How many bytes `describeBytes` wants to see. */
export const HEAD_BYTES = 512

/** The kinds of encoded image that are read. */
export type ImageKind = 'jpeg' | 'png' | 'webp' | 'tiff'

/** Which kind of image the bytes begin like, if it is one that is read. */
export function imageKind(head: Uint8Array): ImageKind | undefined {
  if (starts(head, 0xff, 0xd8, 0xff)) return 'jpeg'
  if (starts(head, 0x89, 0x50, 0x4e, 0x47)) return 'png'
  if (text(head, 0, 4) === 'RIFF' && text(head, 8, 12) === 'WEBP') return 'webp'
  if (starts(head, 0x49, 0x49, 0x2a, 0) || starts(head, 0x4d, 0x4d, 0, 0x2a)) return 'tiff'
  return undefined
}

/** Whether the bytes begin like an image of a kind that is not read: GIF, BMP, JPEG 2000, HEIF and AVIF. */
export function isOtherImage(head: Uint8Array): boolean {
  const isBmp = text(head, 0, 2) === 'BM' && head.length > 14 && head[6] === 0 && head[7] === 0
  return (
    text(head, 0, 4) === 'GIF8' || isBmp || /^ftyp(?:avif|heic|heix|mif1)|^jP {2}/.test(text(head, 4, 12))
  )
}

/** What the bytes look like, as a noun phrase with an advice where there is one: "a zip archive (unpack it first)". */
export function describeBytes(head: Uint8Array): string {
  if (head.length === 0) return 'an empty file'
  const kind = imageKind(head)
  if (kind) return `a single ${kind.toUpperCase()} image (give the folder of class folders instead)`
  if (starts(head, 0x1f, 0x8b)) return 'a gzip-compressed file (if it is a .tar.gz, unpack it first)'
  if (starts(head, 0x50, 0x4b))
    return /^[^/]+\/(?:data\.pkl|\.format_version|byteorder)/.test(text(head, 30, 30 + 200))
      ? 'a file of PyTorch (of images and labels: save them with numpy.savez(FILE, images=…, labels=…) and add that .npz file; of a model: import it)'
      : 'a zip archive (unpack it first)'
  if (starts(head, 0x42, 0x5a, 0x68)) return 'a bzip2 archive (unpack it first)'
  if (starts(head, 0xfd, 0x37, 0x7a, 0x58, 0x5a)) return 'an xz archive (unpack it first)'
  if (starts(head, 0x37, 0x7a, 0xbc, 0xaf)) return 'a 7-Zip archive (unpack it first)'
  if (text(head, 0, 4) === 'Rar!') return 'a RAR archive (unpack it first)'
  if (text(head, 257, 262) === 'ustar')
    return /^[^/\0]+\.(?:jpe?g|png|webp|cls)\0/i.test(text(head, 0, 100))
      ? 'a tar archive of loose files, as the shards of a WebDataset (unpack all of them into one folder, write the classes in the .cls files into a table labels.csv with the columns filename,label beside the images, and add that folder)'
      : 'a tar archive (unpack it first)'
  if (starts(head, 0x89, 0x48, 0x44, 0x46))
    return 'an HDF5 or MATLAB v7.3 file (of images and labels: write them into an .npz file with h5py and numpy.savez(FILE, images=…, labels=…), and add that)'
  if (text(head, 0, 4) === 'PAR1')
    return 'a Parquet file (save its images into class folders, as datasets of Hugging Face does with image.save, and add that folder)'
  if (text(head, 0, 6) === 'ARROW1')
    return 'an Arrow file (save its images into class folders, as datasets of Hugging Face does with image.save, and add that folder)'
  if (text(head, 0, 6) === 'MATLAB')
    return 'a MATLAB file (write its images and labels into an .npz file with scipy.io.loadmat and numpy.savez, and add that)'
  if (text(head, 0, 4) === '%PDF') return 'a PDF document'
  if (text(head, 0, 4) === 'GIF8') return 'a GIF image (convert it to PNG)'
  if (text(head, 0, 2) === 'BM') return 'a BMP image (convert it to PNG)'
  if (text(head, 1, 6) === 'NUMPY') return 'a NumPy .npy file'
  if (head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5) return 'a Python pickle'
  if (head[0] === 0 && head[1] === 0 && head[2]! >= 8 && head[2]! <= 14) return 'an IDX file'
  return describeText(head)
}

function describeText(head: Uint8Array): string {
  const start = text(head, 0, head.length)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
    .toLowerCase()
  if (start.startsWith('version https://git-lfs'))
    return 'a Git LFS pointer, not the file itself (run "git lfs pull")'
  if (start.startsWith('<!doctype html') || start.startsWith('<html'))
    return 'a web page (the download probably failed)'
  if (start.startsWith('<?xml') || start.startsWith('<')) return 'an XML or HTML document'
  if (start.startsWith('{') || start.startsWith('[')) return 'a JSON document'
  if (/^[^\n]*\bpixels?[_ ]?\d*\b|^\d{1,3}(?:,\d{1,3}){60,}/.test(start))
    return 'a table with the pixels of an image in each row (write them into an .npz file with numpy.savez: images as uint8 [images, height, width], labels)'
  const control = head.some((byte) => byte < 9 || (byte > 13 && byte < 32))
  return control ? 'a file of an unknown kind' : 'a text file'
}

function starts(head: Uint8Array, ...bytes: number[]): boolean {
  return bytes.every((byte, i) => head[i] === byte)
}

function text(head: Uint8Array, from: number, to: number): string {
  return Buffer.from(head.subarray(from, to)).toString('latin1')
}
