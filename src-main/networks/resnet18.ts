/** ResNet-18 (He et al. 2016; methods A.2). */
import { basicBlock } from './blocks'
import type { ResNetFamily } from './structure'

export const resnet18: ResNetFamily = { block: basicBlock, blocks: [2, 2, 2, 2] }
