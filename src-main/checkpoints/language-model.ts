/**
 * Recognises the weights of a language model, which people choose by mistake and which no image can be shown to:
 * by the names of its token embeddings and, where they are known, their shapes.
 */
import { UserError } from '../contract/errors'
import type { OpenedCheckpoint } from './checkpoint'
import { printable } from './printable'

/** Token embeddings as the common families call them: Llama, GPT, BERT, T5, RWKV, GGUF, fairseq. */
const TOKENS =
  /(^|\.)(embed_tokens|tok_embeddings|token_embedding|token_embd|word_embeddings|word_embedding|wte|embed_in|shared|lm_head|embedding_layer)\.weight$/
/** What text and image models have in common, attention, does not count; only a vocabulary does. */
const LEAST_VOCABULARY = 1000

/**
 * Why an opened file is a language model's, or null.
 * A model of images and text (a vocabulary, and convolutions too) is not refused here.
 */
export function describeLanguageModel(checkpoint: OpenedCheckpoint, name: string): UserError | null {
  for (const { tensors } of checkpoint.dictionaries) {
    if (tensors.some((tensor) => tensor.shape.length === 4 && tensor.shape[2]! > 1)) continue
    const tokens = tensors.find(
      ({ name: tensor, shape }) => TOKENS.test(tensor) && shape.length === 2 && shape[0]! >= LEAST_VOCABULARY,
    )
    if (tokens) {
      return refusal(
        name,
        `"${printable(tokens.name)}" of shape [${tokens.shape.join(', ')}] is a vocabulary of ${tokens.shape[0]} tokens`,
      )
    }
  }
  return null
}

/** As `describeLanguageModel`, by the names in an index alone. */
export function describeLanguageIndex(names: readonly string[], index: string): UserError | null {
  if (names.some((name) => /(^|\.)(conv\d*|patch_embed\w*|stem)\./.test(name))) return null
  const tokens = names.find((name) => TOKENS.test(name))
  return tokens === undefined ? null : refusal(index, `"${printable(tokens)}" is a vocabulary of tokens`)
}

function refusal(name: string, why: string): UserError {
  return new UserError(
    'input',
    `${name} holds the weights of a language model (${why}), which images cannot be shown to; choose the weights of an image classifier, such as a ResNet or a VGG.`,
  )
}
