/** What a file is by the names of its tensors where no architecture of ours is near: so that it can be said. */

interface Kind {
  /** Fits the sentence `The names of its tensors are those of …`. */
  what: string
  /** All must occur in some name. */
  marks: readonly RegExp[]
  /** Whether it takes images and gives classes, so that an ONNX export of it can be opened. */
  classifier: boolean
}

const KINDS: readonly Kind[] = [
  {
    what: 'a diffusion model',
    marks: [/(?:^|\.)(?:model\.diffusion_model|down_blocks)\./],
    classifier: false,
  },
  {
    what: 'a detection or segmentation model',
    marks: [
      /(?:^|\.)(?:rpn|roi_heads|fpn|bbox_embed|box_predictor|mask_head|anchors|segmentation_head)(?:\.|$)/,
    ],
    classifier: false,
  },
  {
    what: 'a YOLO detection model',
    marks: [/^(?:module\.)?model\.\d+\.(?:cv1|m\.\d+)\./],
    classifier: false,
  },
  {
    what: 'CLIP (images and text)',
    marks: [/(?:^|\.)visual\./, /(?:token_embedding|text_projection|text_model)/],
    classifier: false,
  },
  {
    what: 'a language model',
    marks: [
      /(?:^|\.)(?:wte|embed_tokens|tok_embeddings|word_embeddings|token_embedding|tok_emb|shared)\.weight$/,
    ],
    classifier: false,
  },
  {
    what: 'a language model',
    marks: [/(?:self_attn\.q_proj|attention\.self\.query|SelfAttention\.q|attn\.c_attn)\.(?:weight|bias)$/],
    classifier: false,
  },
  {
    what: 'a Swin transformer',
    marks: [/relative_position_bias_table$/],
    classifier: true,
  },
  {
    what: 'a vision transformer (ViT)',
    marks: [/(?:patch_embed|patch_embeddings|conv_proj|class_token|cls_token)/],
    classifier: true,
  },
  {
    what: 'a transformer',
    marks: [/(?:attn|attention)\.(?:qkv|in_proj|q_proj|query|key)/],
    classifier: false,
  },
  {
    what: 'a ConvNeXt',
    marks: [/(?:dwconv|gamma|layer_scale)/, /(?:pwconv1|stages\.\d+\.blocks)/],
    classifier: true,
  },
  { what: 'a DenseNet', marks: [/denseblock\d+\.denselayer\d+\./], classifier: true },
  {
    what: 'an EfficientNet',
    marks: [/(?:_blocks\.\d+\._|blocks\.\d+\.\d+\.se\.|_depthwise_conv)/],
    classifier: true,
  },
  { what: 'a RepVGG', marks: [/rbr_(?:dense|1x1|reparam)/], classifier: true },
  { what: 'a ShuffleNet', marks: [/stage\d\.\d+\.branch[12]\./], classifier: true },
  {
    what: 'a MobileNet',
    marks: [/(?:features|blocks)\.\d+\.(?:conv|block)\.\d+(?:\.\d+)?\.weight$/],
    classifier: true,
  },
  { what: 'an Inception network', marks: [/(?:Mixed_\d|inception\d)/], classifier: true },
  { what: 'a SqueezeNet', marks: [/(?:squeeze|expand3x3)\.weight$/], classifier: true },
  { what: 'a VOneNet', marks: [/vone_block\./], classifier: true },
  {
    what: 'an optimiser’s state without the model',
    marks: [/(?:momentum_buffer|exp_avg_sq)$/],
    classifier: false,
  },
]

export interface KnownModel {
  what: string
  classifier: boolean
}

/** The kind of model that has such names; null where none is known. */
export function knownModel(names: readonly string[]): KnownModel | null {
  const kind = KINDS.find(({ marks }) => marks.every((mark) => names.some((name) => mark.test(name))))
  return kind ? { what: kind.what, classifier: kind.classifier } : null
}
