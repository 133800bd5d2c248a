/**
 * Files of weights that were published with the first eight digits of their SHA-256 in their names, as torch.hub checks
 * them, and whose code is known: their readings are not open. A name alone decides nothing, the content must agree.
 */
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { Reading } from '../../contract/import/readings'
import { streamRegular } from '../../files/regular'

interface Published {
  by: string
  digits: string
  reading: Reading
}

/** akamaster/pytorch_resnet_cifar10. */
const AKAMASTER: Reading = {
  shortcutZeros: 'both',
  shortcutPixels: 'even',
  activation: 'relu',
  paddingMode: 'zeros',
  readOutBy: 'mean',
  epsilon: 1e-5,
}
const TORCHVISION: Reading = {
  pooling: 'padded',
  stemStride: 2,
  lastStride: 2,
  dilatedSections: 'none',
  readOutBy: 'mean',
  epsilon: 1e-5,
  antialias: 'none',
  activation: 'relu',
  paddingMode: 'zeros',
}
const TORCHVISION_VGG: Reading = {
  sectionPooling: 'max',
  activation: 'relu',
  paddingMode: 'zeros',
  epsilon: 1e-5,
}

const FILES: readonly { by: string; names: string; reading: Reading }[] = [
  {
    by: 'akamaster (pytorch_resnet_cifar10)',
    names:
      'resnet20-12fca82f resnet32-d509ac18 resnet44-014dd654 resnet56-4bfd9763 resnet110-1d1ed7c2 resnet1202-f3b1deed',
    reading: AKAMASTER,
  },
  {
    by: 'torchvision',
    names: 'resnet18-5c106cde resnet18-f37072fd resnet34-333f7ec4 resnet34-b627a593',
    reading: TORCHVISION,
  },
  {
    by: 'torchvision',
    names:
      'resnet50-19c8e357 resnet50-0676ba61 resnet50-11ad3fa6 resnet101-5d3b4d8f resnet101-63fe2227 resnet101-cd907fc2 resnet152-b121ed2d resnet152-394f9c45 resnet152-f82ba261',
    reading: { ...TORCHVISION, strideIn: 'second' },
  },
  {
    by: 'torchvision',
    names:
      'vgg11-bbd30ac9 vgg11-8a719046 vgg11_bn-6002323d vgg13-c768596a vgg13-19584684 vgg13_bn-abd245e5 vgg16-397923af vgg16_bn-6c64b313 vgg19-dcbb9e9d vgg19_bn-c79401a0',
    reading: TORCHVISION_VGG,
  },
]

/** What is known of a published file; null for every other. Reads the file where its name is one of them. */
export async function publishedReading(path: string): Promise<{ source: string; reading: Reading } | null> {
  const found = named(basename(path))
  if (!found) return null
  const hash = createHash('sha256')
  for await (const chunk of await streamRegular(path)) hash.update(chunk as Buffer)
  if (!hash.digest('hex').startsWith(found.digits)) return null
  return { source: `${found.by}, whose published file this is by its SHA-256,`, reading: found.reading }
}

function named(file: string): Published | null {
  const stem = file.replace(/\.(?:pth|th|pt)$/, '')
  for (const { by, names, reading } of FILES)
    if (names.split(' ').includes(stem)) return { by, digits: stem.split('-').at(-1)!, reading }
  return null
}
