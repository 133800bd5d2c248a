/** ResNet-34 (He et al. 2016; methods A.2). */
import { basicBlock } from './blocks'
import type { ResNetFamily } from './structure'

export const resnet34: ResNetFamily = { block: basicBlock, blocks: [3, 4, 6, 3] }
