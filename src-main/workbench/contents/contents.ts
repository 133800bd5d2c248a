/**
 * Hashing all files of the folders of images of a project, one part after another, in a job process that gives way to
 * others: in the background of a window, or when asked for. What comes out is stored beside the sample that keys are
 * made of, and compared with what was stored before. Stopping it loses little: hashed files are remembered.
 */
import { performance } from 'node:perf_hooks'
import { changedWords, isFolderOfImages, isSample } from '../../contract/images/contents'
import { specificationOf } from '../../contract/data-set'
import { JobRunner, expectAnswer } from '../../jobs/job-runner'
import { fileHashesFolder } from '../recent-projects'
import type { FoundContents, HashedPart, Hashing } from '../../contract/images/contents'
import type { DataSetFile, DataSetPart, HowRead } from '../../contract/data-set'
import type { Launch } from '../../jobs/channel'
import type { Project } from '../../project/project'

/** How hashing one part goes on: files that are done. */
type Progress = (done: number) => void

interface Question {
  how: HowRead
  path: string
  split: string | null
  digestsPath: string
  /** Nobody waits for it. */
  background: boolean
}

export class ContentHashing {
  /** One after another: two at once would only fight for the disk. */
  #turn: Promise<unknown> = Promise.resolve()
  #stopping = new AbortController()
  #closed = false

  constructor(
    private readonly project: Project,
    private readonly launch: Launch,
    /** Told how it goes on, null at the end, and that a data set has changed. */
    private readonly tell: { hashing(now: Hashing): void; changed(): void },
  ) {}

  /** Hashes what is known by a sample, and looks whether what was hashed is as it was; failures are nobody's trouble now. */
  inBackground(only?: string): void {
    if (this.project.readOnlyBecause !== null) return
    void this.#inTurn(async () => {
      const { signal } = this.#stopping
      for (const file of await this.project.dataSets.list())
        if ((only === undefined || file.id === only) && isFolderOfImages(file))
          for (const part of file.parts)
            // One that cannot be read now must not keep the others from being hashed.
            if (!this.#closed && !signal.aborted) await this.#part(file, part, true).catch(() => undefined)
    }).catch(() => undefined)
  }

  /**
   * Hashes all parts of a data set and waits for it.
   * @throws UserError('input') when its files are gone or cannot be read, ('cancelled') when it was stopped
   */
  async ofDataSet(file: DataSetFile): Promise<HashedPart[]> {
    await this.project.dataSets.assertAvailable(file)
    return await this.#inTurn(async () => {
      const parts: HashedPart[] = []
      for (const part of isFolderOfImages(file) ? file.parts : [])
        parts.push(await this.#part(file, part, false))
      return parts
    })
  }

  /** The content of a part that the project does not have yet. */
  async ofFiles(how: HowRead, path: string, split: string | null): Promise<FoundContents> {
    return await this.#inTurn(async () => {
      const digestsPath = await this.project.dataSets.temporaryDigests()
      try {
        return await this.#run({ how, path, split, digestsPath, background: false }, () => undefined)
      } finally {
        await this.project.dataSets.dropTemporaryDigests(digestsPath)
      }
    })
  }

  /** Stops what is being hashed, and what waits for it. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#turn.catch(() => undefined)
    this.#stopping = new AbortController()
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.stop()
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.catch(() => undefined).then(work)
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  async #part(file: DataSetFile, part: DataSetPart, background: boolean): Promise<HashedPart> {
    const { dataSets } = this.project
    const { split } = part
    const began = performance.now()
    const digestsPath = await dataSets.temporaryDigests()
    const show = (done: number): void =>
      this.tell.hashing({ dataSet: file.id, split, done: Math.min(done, part.images), files: part.images })
    try {
      const path = dataSets.absolutePath(file)
      const found = await this.#run({ how: file, path, split, digestsPath, background }, show)
      const { hash, files, bytes, read } = found
      const changed = await this.#settle(file, part, found, digestsPath)
      return {
        ...{ dataSet: file.id, split, hash, files, bytes, read, changed },
        seconds: (performance.now() - began) / 1000,
      }
    } finally {
      this.tell.hashing(null)
      await dataSets.dropTemporaryDigests(digestsPath)
    }
  }

  /** @returns one sentence where the files are others than before */
  async #settle(
    file: DataSetFile,
    part: DataSetPart,
    { sample, hash, files, bytes }: FoundContents,
    digestsPath: string,
  ): Promise<string | null> {
    const { dataSets } = this.project
    const isAsAdded = sample === part.hash
    const isKnown = part.content?.hash === hash
    // The hashes of the files can be damaged or gone where that of the whole is not.
    if (isAsAdded && (isSample(file, part) || (isKnown && (await dataSets.digests(file, part)) === null))) {
      await dataSets.keepContent(file, part, { hash, files, bytes }, digestsPath)
      this.tell.changed()
      return null
    }
    if (isAsAdded && isKnown) {
      if (part.changed === undefined) return null
      await dataSets.markChanged(file, part, null)
      this.tell.changed()
      return null
    }
    const before = await dataSets.digests(file, part)
    const now = files === part.images ? await dataSets.readDigests(digestsPath, files) : null
    const changed = { hash, files: before && now ? differences(before, now) : null }
    await dataSets.markChanged(file, part, changed)
    this.tell.changed()
    return changedWords(file, { ...part, changed })
  }

  async #run(
    { how, path, split, digestsPath, background }: Question,
    onProgress: Progress,
  ): Promise<FoundContents> {
    const runner = new JobRunner(this.launch)
    try {
      const answer = await runner.run(
        {
          request: 'hash contents',
          specification: specificationOf(how, path, split),
          cache: fileHashesFolder(),
          digestsPath,
          background,
        },
        { signal: this.#stopping.signal, onProgress: ({ work }) => onProgress(work) },
      )
      return expectAnswer(answer, 'contents')
    } finally {
      await runner.stop()
    }
  }
}

/** How many rows of 32 bytes differ. */
function differences(a: Uint8Array, b: Uint8Array): number {
  let count = 0
  for (let at = 0; at < a.length; at += 32)
    if (Buffer.compare(a.subarray(at, at + 32), b.subarray(at, at + 32)) !== 0) count++
  return count
}
