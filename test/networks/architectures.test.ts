/**
 * Every architecture against values that PyTorch computed (test/support/architectures.py): names, logits, input
 * gradients, and the loss and the gradients of a training step.
 */
import { describe, expect, it } from 'vitest'
import { networkConfigurationSchema } from '../../src-main/contract/model'
import { toTorchvisionName } from '../../src-main/networks/torchvision-names'
import { compareWithPytorch, foreignFields } from '../support/compare-architectures'
import type { ArchitectureCase } from '../support/compare-architectures'
import { describeDevices } from '../support/devices'
import { goldenJson } from '../support/golden'

const cases = Object.entries(goldenJson('architectures.json') as Record<string, ArchitectureCase>)
/** tfjs's own device is slow: it does the networks with the fewest layers. */
const FEW = ['wide-resnet-10-1', 'deepmind-wide-resnet-10-1', 'vgg16-single']

describe.each(cases)('%s', (_, expected) => {
  it('has the names of the public definition, in its order', () => {
    const configuration = networkConfigurationSchema.parse(expected.configuration)
    const names = foreignFields(configuration).map(({ name }) => name)
    const isResNet = /^resnet\d+$/.test(configuration.architecture)
    expect(isResNet ? names.map(toTorchvisionName) : names).toEqual(expected.names)
  })
})

describeDevices('every architecture computes what PyTorch computed', (device) => {
  const some = device === 'cpu' ? cases.filter(([name]) => FEW.includes(name)) : cases
  it.each(some)('%s', (name, expected) => compareWithPytorch(name, expected))
})
