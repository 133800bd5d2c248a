/**
 * Adding a data set, step by step: files on their way (when they were dropped in a browser), a look at what
 * they are, the questions, and the reading of every image once.
 */
import { toErrorData } from '../../../src-main/contract/errors'
import { invoke } from '../../state/api'
import { withoutEnding } from '../../state/dropped-files'
import { lastName } from '../../state/paths'
import { shown as asShown } from '../../../src-main/contract/shown'
import { Resource } from '../../state/resource.svelte'
import { bringToHost } from '../../state/upload'
import type {
  ClassOrder,
  DataFormat,
  DataSetInfo,
  FolderRole,
  DataSetPreview,
  FoundDataSet,
  LabelSet,
} from '../../../src-main/contract/data-set'
import type { ErrorData } from '../../../src-main/contract/errors'
import type { MethodInput } from '../../../src-main/contract/methods'
import type { Dropped } from '../../state/dropped-files'

export type Step = 'closed' | 'bringing' | 'looking' | 'asking' | 'reading' | 'said' | 'failed'

export const FORMAT_WORDS: Record<DataFormat, string> = {
  idx: 'IDX files (as MNIST has them)',
  cifar: 'CIFAR binary files',
  'cifar-python': 'the Python version of CIFAR',
  stl10: 'the binary version of STL-10',
  'tiny-imagenet': 'Tiny-ImageNet as it is unpacked',
  'imagenet-val': 'ImageNet, with its validation images in one folder',
  'image-table': 'images in one folder, with a table of their classes',
  'image-folder': 'a folder of images, one folder per class',
  npy: 'NumPy arrays (.npy)',
  npz: 'a NumPy archive (.npz)',
}

export class Adding {
  step = $state<Step>('closed')
  /** The part of dropped files that has arrived. */
  arrived = $state(0)
  path = $state('')
  format = $state<DataFormat>('idx')
  /** What it was found to be, when nobody chose. */
  found = $state<DataFormat>('idx')
  /** What it is to be read as; '': what it was found to be. */
  chosenFormat = $state<DataFormat | ''>('')
  /** What would be added, as the form stands. */
  readonly preview = new Resource<DataSetPreview>(() => invoke('dataSet.preview', this.question))
  splits = $state.raw<string[]>([])
  /** What is to be known before it is added. */
  notices = $state.raw<string[]>([])
  /** Where the classes have several orders; null: there is one only. */
  classOrder = $state<ClassOrder | null>(null)
  classOrders = $state.raw<ClassOrder[]>([])
  /** Folders that may be parts, classes or neither, and what was chosen; '' where nothing is yet. */
  doubts = $state.raw<NonNullable<FoundDataSet['doubts']>>([])
  roles = $state<Record<string, FolderRole | ''>>({})
  orderExamples = $state.raw<{ numeric: string; text: string } | null>(null)
  /** Where there are several kinds of labels; null: there is one only. */
  labelSet = $state<LabelSet | null>(null)
  /** Data sets in the one folder, and which of them; none: there is one only. */
  members = $state.raw<string[]>([])
  member = $state('')
  /** Files of labels and of what they mean, as typed; null: the images say their labels. */
  labelFile = $state<string | null>(null)
  classFile = $state('')
  labelProblem = $state<string | null>(null)
  /** A file that orders the images anew, as typed; '' for none. */
  order = $state('')
  /** Of gray images of 16 bits; null: none were seen. */
  sixteenBit = $state<'scale' | 'clip' | null>(null)
  /** One part, or '' for all. */
  split = $state('')
  firstLabel = $state<'' | '0' | '1'>('')
  name = $state('')
  gray = $state(false)
  /** Side in pixels; empty keeps the stored size. */
  size = $state('')
  fit = $state<'resize' | 'pad'>('resize')
  /** What the shorter side is resized to before the middle is kept, in pixels; empty is `size`. */
  shorterSide = $state('')
  error = $state.raw<ErrorData | null>(null)
  #discard: () => Promise<void> = () => Promise.resolve()
  #stop: AbortController | null = null
  /** Counts beginnings: what an earlier one finds out is nobody's. */
  #turn = 0

  get isOpen(): boolean {
    return this.step !== 'closed'
  }

  /** Takes what was dropped on the page. */
  async drop(dropped: Dropped): Promise<void> {
    const turn = this.#begin('bringing')
    this.arrived = 0
    this.#stop = new AbortController()
    try {
      const brought = await bringToHost(dropped, (part) => (this.arrived = part), this.#stop.signal)
      if (turn !== this.#turn) return
      this.#discard = brought.discard
      await this.look(brought.path)
    } catch (error) {
      if (turn === this.#turn) this.#fail(error)
    }
  }

  /** Looks at what a path holds. @param chosen '': found out */
  async look(path: string, chosen: DataFormat | '' = ''): Promise<void> {
    const turn = this.#begin('looking')
    this.path = path
    this.chosenFormat = chosen
    try {
      const found = await invoke('dataSet.detect', {
        path,
        ...(chosen === '' ? {} : { format: chosen }),
      })
      if (turn !== this.#turn) return
      const { format, splits, notices, classOrders, labelSets, members, labels } = found
      // Files that were found lie relative to the data set, which may be inside of what was chosen.
      const placed = (file: string): string =>
        /^([/\\]|[A-Za-z]:)/.test(file) ? file : `${found.path}/${file}`
      this.classOrders = classOrders ?? []
      this.doubts = found.doubts ?? []
      this.roles = Object.fromEntries(this.doubts.map(({ folder, usual }) => [folder, usual ?? '']))
      this.orderExamples = found.orderExamples ?? null
      this.labelSet = labelSets?.[0] ?? null
      this.members = members ?? []
      this.member = members?.[0] ?? ''
      this.labelFile = labels === null ? null : labels.labelFile === null ? '' : placed(labels.labelFile)
      this.classFile = labels?.classFile ? placed(labels.classFile) : ''
      this.labelProblem = labels?.problem ?? null
      this.sixteenBit = found.sixteenBitGray ? 'scale' : null
      this.split = ''
      this.firstLabel = ''
      this.order = ''
      this.format = format
      if (chosen === '') this.found = format
      this.splits = splits
      this.notices = notices
      this.classOrder = classOrders?.[0] ?? null
      this.name = withoutEnding(lastName(path))
      this.step = 'asking'
    } catch (error) {
      if (turn !== this.#turn) return
      if (chosen !== '') {
        // It is still what it was found to be.
        this.error = toErrorData(error)
        this.chosenFormat = ''
        this.step = 'asking'
        return
      }
      this.#fail(error)
      await this.#takeBack()
    }
  }

  /** What is wrong with the size that was typed; null when nothing is. */
  get sizeError(): string | null {
    if (this.size === '') return null
    const side = Number(this.size)
    return Number.isInteger(side) && side >= 1 && side <= 4096
      ? null
      : 'Give a whole number of pixels from 1 to 4096, or nothing.'
  }

  /** What is wrong with the shorter side that was typed; null when nothing is, or it is not asked for. */
  get shorterSideError(): string | null {
    if (this.size === '' || this.fit !== 'resize' || this.shorterSide === '') return null
    const side = Number(this.shorterSide)
    return Number.isInteger(side) && side >= Number(this.size) && side <= 4096
      ? null
      : `Give a whole number of pixels from ${this.size} to 4096, or nothing.`
  }

  /** A folder may be called like what every object has: `constructor`, `__proto__`. */
  roleOf(folder: string): FolderRole | '' {
    return Object.hasOwn(this.roles, folder) ? this.roles[folder]! : ''
  }

  setRole(folder: string, role: FolderRole | ''): void {
    this.roles = Object.fromEntries([...Object.entries(this.roles), [folder, role]])
  }

  /** What has to be said before it can be added; null: nothing. */
  get unsaid(): string | null {
    const open = this.doubts.filter(({ folder }) => this.roleOf(folder) === '')
    if (open.length === 0) return null
    const names = open.map(({ folder }) => `“${asShown(folder)}”`)
    return `Choose what the folder${open.length > 1 ? 's' : ''} ${names.join(' and ')} ${open.length > 1 ? 'are' : 'is'}.`
  }

  /** What is asked to be added, as the form stands. */
  get question(): MethodInput<'dataSet.add'> {
    const { path, name, gray, size, fit, shorterSide, classOrder, labelSet, split, firstLabel } = this
    const [labelFile, classFile] = [this.labelFile?.trim() ?? '', this.classFile.trim()]
    const order = this.order.trim()
    const resized = fit === 'resize' && shorterSide !== '' ? { shorterSide: Number(shorterSide) } : {}
    const said = Object.entries(this.roles).filter((each): each is [string, FolderRole] => each[1] !== '')
    const folders = Object.fromEntries(said)
    return {
      path,
      ...(this.chosenFormat === '' ? {} : { format: this.chosenFormat }),
      ...(this.doubts.length === 0 ? {} : { folders }),
      ...(name.trim() === '' ? {} : { name: name.trim() }),
      ...(classOrder === null ? {} : { classOrder }),
      ...(labelSet === null ? {} : { labelSet }),
      ...(this.members.length === 0 ? {} : { member: this.member }),
      ...(labelFile === '' ? {} : { labelFile }),
      ...(this.labelFile === null || classFile === '' ? {} : { classFile }),
      ...(order === '' ? {} : { order }),
      ...(split === '' ? {} : { split }),
      ...(firstLabel === '' ? {} : { firstLabel: firstLabel === '1' ? 1 : 0 }),
      transforms: {
        gray,
        ...(this.sixteenBit === null ? {} : { sixteenBit: this.sixteenBit }),
        ...(size === '' ? {} : { size: Number(size), fit, ...resized }),
      },
    }
  }

  /** Whether it can be read as the form stands. */
  get isClear(): boolean {
    return this.unsaid === null && this.sizeError === null && this.shorterSideError === null
  }

  /** Reads it and adds it; resolves to the data set, or null when that failed. */
  async add(): Promise<DataSetInfo | null> {
    if (this.step !== 'asking' || !this.isClear) return null
    const turn = this.#turn
    this.step = 'reading'
    this.error = null
    try {
      const dataSet = await invoke('dataSet.add', this.question)
      if (turn !== this.#turn) return dataSet
      // What only reading found out is said before the dialog goes.
      this.notices = (dataSet.notices ?? []).filter((notice) => !this.notices.includes(notice))
      this.step = this.notices.length > 0 ? 'said' : 'closed'
      return dataSet
    } catch (error) {
      if (turn !== this.#turn) return null
      this.error = toErrorData(error)
      this.step = 'asking'
      return null
    }
  }

  /** Closes the dialog; files that were sent for it are taken back, unless they are being read. */
  close = (): void => {
    this.#stop?.abort()
    if (this.step !== 'reading') void this.#takeBack()
    this.#turn++
    this.step = 'closed'
  }

  #begin(step: Step): number {
    this.error = null
    this.preview.clear()
    this.gray = false
    this.size = ''
    this.shorterSide = ''
    this.step = step
    return ++this.#turn
  }

  #fail(error: unknown): void {
    this.error = toErrorData(error)
    this.step = 'failed'
  }

  async #takeBack(): Promise<void> {
    const discard = this.#discard
    this.#discard = () => Promise.resolve()
    await discard()
  }
}
