/** Lists of classes that lie beside weights: whose order is otherwise lost, and with it the meaning of every output. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { classNamesBeside, textsBeside } from '../../../src-main/networks/recognition/class-names-beside'

const NAMES = ['dog', 'ice cream', 'cat']
const json = JSON.stringify
let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-beside-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

async function found(files: Readonly<Record<string, string>>, classes = 3) {
  const folder = await mkdtemp(join(home, 'case-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return classNamesBeside(await textsBeside(join(folder, 'model.pth')), classes)
}

describe('names of classes beside weights', () => {
  it.each<[string, string, string]>([
    ['id2label of Hugging Face', 'config.json', json({ id2label: { 0: 'dog', 1: 'ice cream', 2: 'cat' } })],
    ['label2id alone', 'config.json', json({ label2id: { cat: 2, dog: 0, 'ice cream': 1 } })],
    ['label_names of timm', 'config.json', json({ architecture: 'resnet18', label_names: NAMES })],
    ['those of its pretrained_cfg', 'config.json', json({ pretrained_cfg: { label_names: NAMES } })],
    ['a list, one per line', 'labels.txt', 'dog\r\nice cream\r\ncat\r\n'],
    ['a list with numbers', 'labels.txt', '0 dog\n1 ice cream\n2 cat\n'],
    ['a JSON list', 'class_names.json', json(NAMES)],
    ['numbers to names', 'class_indices.json', json({ 0: 'dog', 1: 'ice cream', 2: 'cat' })],
    ['names to numbers', 'class_to_idx.json', json({ cat: 2, dog: 0, 'ice cream': 1 })],
    ['names to numbers under another name', 'class_indices.json', json({ cat: 2, dog: 0, 'ice cream': 1 })],
  ])('are %s', async (_, file, text) => {
    const named = await found({ [file]: text, 'model.pth': '' })
    expect(named).toMatchObject({ names: NAMES, beside: true })
    expect(named!.where).toContain(file)
  })

  it.each<[string, Record<string, string>]>([
    ['of another number', { 'labels.txt': 'dog\ncat\n' }],
    [
      'those that nobody gave',
      { 'config.json': json({ id2label: { 0: 'LABEL_0', 1: 'LABEL_1', 2: 'LABEL_2' } }) },
    ],
    ['damaged', { 'config.json': '{"id2label": ', 'classes.json': '[1, 2' }],
    ['in a file of another name', { 'notes.txt': 'dog\nice cream\ncat\n' }],
    ['a number', { 'config.json': '3', 'labels.json': 'null' }],
  ])('are none where they are %s', async (_, files) => {
    expect(await found(files)).toBeUndefined()
  })
})
