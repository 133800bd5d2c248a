/**
 * The CIFAR ResNet-20 of akamaster/pytorch_resnet_cifar10, for tests only: a real, trained network whose logits and
 * input gradients PyTorch has computed.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeSafetensors } from '../../src-main/checkpoints/safetensors'
import { frozenFromState } from '../../src-main/networks/create'
import type { StateDictionary } from '../../src-main/checkpoints/state-dictionary'
import type { FrozenNetwork, NetworkConfiguration } from '../../src-main/networks/network'
import { completeState } from './networks'
import { ROOT } from './root'
import { pythonWith } from './torch'

export const SHARED = join(ROOT, '../shared/')
const SCRIPT = join(ROOT, 'test/support/resnet20_fixture.py')

/** The weights and `images` [70, 3, 32, 32]; a text says why they cannot be had. */
export function resnet20Fixture(): StateDictionary | string {
  if (!existsSync(join(SHARED, 'fixtures/checkpoints/resnet20-12fca82f.th'))) return '../shared is absent'
  const python = pythonWith('torch', 'PIL')
  if (!python) return 'python3-torch is not installed'
  const folder = mkdtempSync(join(tmpdir(), 'halfpower-test-'))
  try {
    const file = join(folder, 'resnet20.safetensors')
    execFileSync(python, [SCRIPT, SHARED, file])
    return decodeSafetensors(readFileSync(file)).entries
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const CONFIGURATION: NetworkConfiguration = {
  architecture: 'cifar-resnet',
  depth: 20,
  shortcut: 'A',
  width: 16,
  stem: 'cifar',
  classes: 10,
  channels: 3,
  size: 32,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  sigma: null,
}

export function createResNet20(fixture: StateDictionary): FrozenNetwork {
  const weights = new Map(fixture)
  weights.delete('images')
  return frozenFromState(CONFIGURATION, completeState(CONFIGURATION, weights))
}
