/**
 * Files whose tensors are not the network's weights as numbers, whatever fits besides: quantised ones, and one part of
 * several. Each is named for what it is, with what to do.
 */
import type { OpenedCheckpoint } from '../../checkpoints/checkpoint'
import { listOf } from './match'

/** Names that programs give to what they quantise with; the sentence names the program. */
const QUANTISERS: readonly (readonly [marks: RegExp, by: string])[] = [
  [
    /(?:^|\.)weight\.(?:absmax|quant_map|nested_absmax|quant_state\.bitsandbytes__\w+)$|\.SCB$/,
    'bitsandbytes',
  ],
  [/\.qzeros$|\.g_idx$/, 'GPTQ or AWQ'],
  [/_packed_params(?:\.|$)|\._packed_params\./, 'PyTorch'],
  [
    /\.weight_fake_quant\.|\.activation_post_process\.|(?:^|\.)fake_quant/,
    'PyTorch’s quantisation-aware training',
  ],
  [/\.weight_scale(?:_inv)?$|\.weight_zero_point$|\.input_scale$/, 'a quantiser'],
]
const QUANTISED_MODULE = /^torch\.(?:ao\.)?nn\.(?:intrinsic\.)?(?:quantized|qat)\./
const QUANTISED_TENSOR = /is a quantised tensor/
const BEFORE = 'choose the weights as they were before that (float32)'

/**
 * Why no network can be made of an opened file, one sentence; null where nothing is in the way.
 * @param file as sentences call it
 * @param beside names of the files in the same folder
 * @param whole whether its tensors make a whole network: then a name as parts have it says nothing
 */
export function obstacleOf(
  checkpoint: OpenedCheckpoint,
  file: string,
  beside: readonly string[],
  whole: boolean,
): string | null {
  return quantised(checkpoint, file) ?? (whole ? null : partOfSeveral(file, beside))
}

function quantised({ dictionaries, warnings }: OpenedCheckpoint, file: string): string | null {
  const tensors = dictionaries.flatMap((dictionary) => dictionary.tensors)
  const names = [...tensors.map(({ name }) => name), ...warnings.flatMap(quotedName)]
  const sentence = (by: string, named: readonly string[]): string =>
    `"${file}" holds weights that ${by} has quantised (${listOf(named)}): with rounded weights, and often rounded activations, it computes another network than the one that was trained; ${BEFORE}, or export the model with those as ONNX and import that.`
  for (const [marks, by] of QUANTISERS) {
    const marked = names.filter((name) => marks.test(name))
    if (marked.length > 0) return sentence(by, marked)
  }
  const modules = dictionaries.flatMap(({ classes }) =>
    Object.entries(classes).flatMap(([module, name]) => (QUANTISED_MODULE.test(name) ? [module] : [])),
  )
  if (modules.length > 0) return sentence('PyTorch', modules)
  const unread = warnings.filter((warning) => QUANTISED_TENSOR.test(warning)).flatMap(quotedName)
  if (unread.length > 0) return sentence('PyTorch', unread)
  // Whole numbers where a layer has its weights.
  const whole = tensors.filter(
    ({ name, dtype, shape }) =>
      /(?:^|\.)(?:q?weight|kernel)(?:_q|_int8|_quantized)?$/.test(name) &&
      /^u?int(?:8|4|16)$/.test(dtype) &&
      shape.length > 1,
  )
  return whole.length > 0
    ? sentence(
        'some program',
        whole.map(({ name }) => name),
      )
    : null
}

function quotedName(warning: string): string[] {
  const match = /^"([^"]+)"/.exec(warning)
  return match ? [match[1]!] : []
}

/**
 * `model-00001-of-00003.safetensors`, as Hugging Face names the parts of a model. Other names with numbers, as of the
 * folds of a cross-validation, are of whole networks as often as not.
 */
function partOfSeveral(file: string, beside: readonly string[]): string | null {
  const match = /^(.*?)[-_.](\d{5})-of-(\d{5})\.(safetensors|bin|pt|pth)$/.exec(file)
  if (!match) return null
  const [, stem, part, all, ending] = match
  const count = Number(all)
  if (count < 2) return null
  const index = beside.find((name) => name.startsWith(stem!) && name.endsWith('.index.json'))
  const parts = beside.filter(
    (name) => name.startsWith(stem!) && name.endsWith(`-of-${all!}.${ending!}`),
  ).length
  const what = `"${file}" is part ${Number(part)} of ${count} of a model, and holds some of its tensors only`
  if (ending !== 'safetensors')
    return `${what}: load the whole in Python, save it as one file ("torch.save(model.state_dict(), 'weights.pt')"), and import that.`
  if (index !== undefined)
    return `${what}: choose the index beside it ("${index}")${parts < count ? `, and put all ${count} parts there (${parts} are)` : ''}.`
  return `${what}: put all ${count} parts${parts < count ? ` (${parts} ${parts === 1 ? 'is' : 'are'} there)` : ''} and their index ("${stem!}.safetensors.index.json", from where the parts come from) into one folder, and choose the index.`
}
