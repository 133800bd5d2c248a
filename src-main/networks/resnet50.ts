/** ResNet-50 with the stride on the 3×3 convolution (torchvision's layout; methods A.2). */
import { bottleneckBlock } from './blocks'
import type { ResNetFamily } from './structure'

export const resnet50: ResNetFamily = { block: bottleneckBlock, blocks: [3, 4, 6, 3] }
