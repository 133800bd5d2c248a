import { beforeAll, expect, it } from 'vitest'
import { events } from '../../../src-main/contract/events'
import { methods } from '../../../src-main/contract/methods'
import { answers, ipcRenderer, told } from '../../support/electron-stub'

interface Bridge {
  invoke: (method: unknown, input: unknown) => Promise<unknown>
  on: (event: unknown, listener: (payload: unknown) => void) => () => void
  pathOf: (file: unknown) => string
}
let bridge: Bridge

beforeAll(async () => {
  await import('../../../src-main/shell/electron/preload/index')
  bridge = told.exposed.get('halfpower') as unknown as Bridge
})

it('gives the page three functions, and nothing of Electron', () => {
  expect([...told.exposed.keys()]).toEqual(['halfpower'])
  expect(Object.keys(bridge).sort()).toEqual(['invoke', 'on', 'pathOf'])
})

it('passes on methods of the contract only', async () => {
  answers.invoke = (...words) => ({ output: words })
  for (const method of Object.keys(methods))
    expect(await bridge.invoke(method, { a: 1 })).toEqual({ output: ['halfpower:invoke', method, { a: 1 }] })
  const before = told.invoked.length
  for (const method of ['toString', '__proto__', 'no.such', '', 7, null, ['project.info']])
    expect(await bridge.invoke(method, {})).toMatchObject({ error: { kind: 'usage' } })
  expect(told.invoked).toHaveLength(before)
})

it('hands over events of the contract, without who sent them, until told to stop', () => {
  for (const event of Object.keys(events)) {
    const heard: unknown[][] = []
    const stop = bridge.on(event, (...words: unknown[]) => heard.push(words))
    ipcRenderer.emit('halfpower:event', { sender: 'secret' }, event, { b: 2 })
    ipcRenderer.emit('halfpower:event', {}, 'another', {})
    stop()
    ipcRenderer.emit('halfpower:event', {}, event, {})
    expect(heard).toEqual([[{ b: 2 }]])
  }
  for (const event of ['no.such', 'toString', 7])
    expect(() => bridge.on(event, () => undefined)).toThrow('no event')
})

it('tells where a dropped file lies', () => {
  expect(bridge.pathOf({ name: 'images' })).toBe('/dropped/images')
})
