/** Tables, messages and addresses: text from others that is taken apart, and nothing else. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../../../src-main/contract/errors'
import { methods } from '../../../src-main/contract/methods'
import { jobMessageSchema, jobRequestSchema } from '../../../src-main/contract/tasks'
import { chooseTargets } from '../../../src-main/studies/attack/look/choose-targets'
import { readPairs } from '../../../src-main/studies/hybrid/look/read-pairs'
import { addressParts } from '../../../src-main/shell/address'
import { answer } from '../../../src-main/shell/answer'
import { cookieValue, isLoopbackHost } from '../../../src-main/shell/browser/access'
import { readCall, writeAnswer } from '../../../src-main/shell/browser/messages'
import { routeOf, withoutKey } from '../../../src-main/shell/browser/routes'
import { pictureByAddress } from '../../support/bare-windows'
import type { FuzzedReader } from './reader'

/** One text that is read whole. */
function words(name: string, share: number, valid: string, read: (text: string) => unknown): FuzzedReader {
  return {
    name,
    opens: [],
    share,
    make(folder) {
      writeFileSync(join(folder, 'text'), valid)
      return ['text']
    },
    read: (folder) => read(readFileSync(join(folder, 'text')).toString('utf8')),
  }
}

/** A table beside the data set that it is for. */
function table(
  name: string,
  opens: string,
  text: string,
  read: (folder: string, file: string) => Promise<unknown>,
): FuzzedReader {
  return {
    name,
    opens: [opens],
    share: 40,
    make(folder) {
      mkdirSync(join(folder, 'data'))
      const head = (...sides: number[]): Buffer => {
        const bytes = Buffer.alloc(4 + 4 * sides.length)
        bytes[2] = 8
        bytes[3] = sides.length
        sides.forEach((side, i) => bytes.writeUInt32BE(side, 4 + 4 * i))
        return bytes
      }
      writeFileSync(
        join(folder, 'data', 'train-images-idx3-ubyte'),
        Buffer.concat([head(4, 2, 2), Buffer.alloc(16)]),
      )
      writeFileSync(
        join(folder, 'data', 'train-labels-idx1-ubyte'),
        Buffer.concat([head(4), Buffer.from([0, 1, 2, 0])]),
      )
      writeFileSync(join(folder, 'table.csv'), text)
      return ['table.csv']
    },
    read: (folder) => read(join(folder, 'data'), join(folder, 'table.csv')),
  }
}

const specification = (path: string) => ({
  path,
  format: 'idx' as const,
  split: 'train',
  transforms: { gray: false },
})

/** The workbench behind a window, up to the check of the input, which is where words of others end. */
const behind = {
  invoke(name: keyof typeof methods, input: unknown): Promise<never> {
    const checked = methods[name].input.safeParse(input)
    return Promise.reject(
      new UserError(
        'usage',
        checked.success ? 'Understood as it should be.' : 'Not understood as it should be.',
      ),
    )
  },
}

const call = JSON.stringify({
  id: 3,
  method: 'study.start',
  input: { request: { kind: 'sweep', dataSet: 'a', sigmas: [null, 1.5], recipe: 'demo', epochs: 2 } },
})
const message = JSON.stringify({
  message: 'progress',
  progress: { work: 1, imagesPerSecond: 2.5, label: null },
})
const request = JSON.stringify({
  request: 'inspect data set',
  specifications: [{ path: '/a', format: 'idx', split: 'train', transforms: { gray: false, size: 8 } }],
})

export const wordReaders: FuzzedReader[] = [
  table(
    'a table of pairs',
    'studies/hybrid/look/read-pairs.ts',
    'low,high\n0,1\n1,2\n2,3\n',
    (folder, file) => readPairs(specification(folder), file),
  ),
  table(
    'a table of targets',
    'studies/attack/look/choose-targets.ts',
    'image,target\n0,1\n1,2\n2,0\n',
    (folder, file) =>
      chooseTargets({
        specification: specification(folder),
        selection: { kind: 'all' } as never,
        most: null,
        targets: { kind: 'file', file },
      }),
  ),
  words('a call of a window', 60, call, async (text) => {
    const read = readCall(text)
    if ('reply' in read) return JSON.parse(read.reply) as unknown
    const given = await answer(behind as never, read.call.method, read.call.input)
    if ('error' in given && given.error.kind === 'internal') throw new Error(given.error.message)
    return writeAnswer(read.call.id, given)
  }),
  words('a message of a job process', 40, message, (text) => jobMessageSchema.safeParse(json(text))),
  words('a request to a job process', 40, request, (text) => jobRequestSchema.safeParse(json(text))),
  words('an address', 60, '/w/abcdefghijklmnopqrstuvwxyz/image/data/cifar10/test/12.png', (text) => {
    const { address } = withoutKey(text)
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) routeOf(method, address)
    cookieValue(text, 'token')
    isLoopbackHost(text)
    for (const part of addressParts(address) ?? [])
      if (part === '' || part === '.' || part === '..' || /[/\\]/.test(part))
        throw new Error(`a part is "${part}"`)
    return pictureByAddress(address.replace(/^\//, ''))
  }),
]

/** What arrives over the line to a job process has been JSON, or is nothing. */
function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
