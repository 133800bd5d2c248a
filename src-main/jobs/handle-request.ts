/**
 * What the job process does with a request, apart from how requests and messages travel.
 */
import { availableParallelism } from 'node:os'
import { toErrorData } from '../contract/errors'
import { useDevice } from '../devices/choose'
import { decodeInThreads } from '../datasets/decode-pool'
import { beginResult, fingerprintOf, fingerprintOfResult } from '../devices/fingerprint'
import { checkDevices, listDevices } from '../devices/list-devices'
import { OpenThings } from '../studies/context'
import { runUnit } from '../studies/job-kinds'
import { chooseImages } from './choose-images'
import { hashPart } from './contents/hash-part'
import { handleImport } from './import/handle-import'
import { inspectDataSet } from './inspect-data-set'
import { handlePopulation } from './neural/handle-population'
import { LookHandler } from './look/handle-look'
import type { JobMessage, JobRequest, UnitOutcome } from '../contract/tasks'

/** Shortest time between two progress messages, in milliseconds. */
const PROGRESS_INTERVAL = 200

/** One job process: it answers requests one after another. */
export class RequestHandler {
  readonly #open = new OpenThings()
  readonly #look = new LookHandler(this.#open, (device, threads) => this.#useDevice(device, threads))
  #device: string | null = null

  /** @param isOwnProcess whether nothing else is done in this process: tests answer in their own */
  constructor(
    private readonly send: (message: JobMessage) => void,
    private readonly isOwnProcess = false,
  ) {}

  /** Never throws: an error is a message. */
  async handle(request: JobRequest): Promise<void> {
    try {
      this.send(await this.#answer(request))
    } catch (error) {
      this.send({ message: 'error', error: toErrorData(error) })
    }
  }

  async #answer(request: JobRequest): Promise<JobMessage> {
    switch (request.request) {
      case 'devices':
        return { message: 'devices', devices: await (request.check ? checkDevices() : listDevices()) }
      case 'inspect data set':
        return { message: 'inspected', parts: await Promise.all(request.specifications.map(inspectDataSet)) }
      case 'hash contents':
        return await hashPart(request, this.#inIntervals(), this.isOwnProcess)
      case 'choose images':
        return { message: 'chosen images', found: await chooseImages(request) }
      case 'inspect file':
      case 'try file':
      case 'import file':
      case 'export model':
        return await handleImport(request, this.#open, (device, threads) => this.#useDevice(device, threads))
      case 'inspect population':
      case 'add population':
      case 'simulate population':
      case 'respond':
        return await handlePopulation(
          request,
          (device, threads) => this.#useDevice(device, threads),
          this.#inIntervals(),
        )
      case 'unit':
        return {
          message: 'unit result',
          outcome: await this.#unit(request),
          fingerprint: await fingerprintOfResult(request.device, request.threads),
        }
      case 'fingerprint':
        await this.#useDevice(request.device, request.threads)
        return { message: 'fingerprint', fingerprint: await fingerprintOf(request.device, request.threads) }
      default:
        return await this.#look.answer(request)
    }
  }

  /** A process keeps its device: the tensors of another one would be lost. */
  async #useDevice(device: string, threads: number | null): Promise<void> {
    this.#open.threads ??= threads
    if (this.isOwnProcess) decodeInThreads(threads ?? availableParallelism())
    if (this.#device === null) await useDevice(device, { threads })
    else if (this.#device !== device)
      throw new Error(`This process computes on "${this.#device}", not on "${device}".`)
    this.#device = device
  }

  /** Tells how many are done, not too often. */
  #inIntervals(): (work: number) => void {
    let last = 0
    return (work) => {
      const now = performance.now()
      if (now - last < PROGRESS_INTERVAL) return
      last = now
      this.send({ message: 'progress', progress: { work, imagesPerSecond: null, label: null } })
    }
  }

  async #unit(request: Extract<JobRequest, { request: 'unit' }>): Promise<UnitOutcome> {
    await this.#useDevice(request.device, request.threads)
    beginResult()
    let last = 0
    const context = this.#open.context(request.arraysPath, {
      progress: (progress) => {
        const now = performance.now()
        if (now - last < PROGRESS_INTERVAL) return
        last = now
        this.send({ message: 'progress', progress })
      },
      log: (level, text, data) => this.send({ message: 'log', level, text, ...(data ? { data } : {}) }),
    })
    return await runUnit(request.task, context)
  }
}
