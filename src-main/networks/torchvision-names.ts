/**
 * jarvis's names of state entries ↔ torchvision's, for residual networks (methods A.2, J.4). Pure text:
 * an entry that the other side does not have (normaliser, blur) maps to null.
 */

const BLOCK = /^sections\.(\d+)\.(\d+)\.(layer(\d+)\.([01])|shortcut\.([01]))\.(.+)$/
const TORCHVISION_BLOCK = /^layer(\d+)\.(\d+)\.(conv(\d+)|bn(\d+)|downsample\.([01]))\.(.+)$/

/** `sections.0.1.layer0.0.weight` → `layer1.1.conv1.weight`; null for `normalizer.*` and `blur.weight`. */
export function toTorchvisionName(name: string): string | null {
  if (name.startsWith('fc.')) return name
  if (name.startsWith('conv0.0.')) return name.replace('conv0.0', 'conv1')
  if (name.startsWith('conv0.1.')) return name.replace('conv0.1', 'bn1')
  const match = BLOCK.exec(name)
  if (!match) return null
  const [, section, block, , layer, part, shortcut, field] = match
  const inside =
    shortcut !== undefined ? `downsample.${shortcut}` : `${part === '0' ? 'conv' : 'bn'}${Number(layer) + 1}`
  return `layer${Number(section) + 1}.${block}.${inside}.${field}`
}

/** The reverse of `toTorchvisionName`; null for a name that no torchvision ResNet has. */
export function fromTorchvisionName(name: string): string | null {
  if (name.startsWith('fc.')) return name
  if (name.startsWith('conv1.')) return name.replace('conv1', 'conv0.0')
  if (name.startsWith('bn1.')) return name.replace('bn1', 'conv0.1')
  const match = TORCHVISION_BLOCK.exec(name)
  if (!match) return null
  const [, section, block, , convolution, normalisation, downsample, field] = match
  const inside =
    downsample !== undefined
      ? `shortcut.${downsample}`
      : `layer${Number(convolution ?? normalisation) - 1}.${convolution !== undefined ? '0' : '1'}`
  return `sections.${Number(section) - 1}.${block}.${inside}.${field}`
}
