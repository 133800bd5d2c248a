/** What a text is that was given as a file of weights. Pure; looks at the first bytes only. */

/** What it is, as a noun phrase, and what to do. */
export interface Wrong {
  what: string
  advice: string
}

const CHOOSE = 'choose the file of weights'
const AGAIN = 'download the file itself again in a browser, signed in if need be, and check its size'

/** What the text is; null when the bytes are no text. */
export function describeText(head: Uint8Array): Wrong | null {
  if (head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27))) return null
  const whole = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart()
  const start = whole.slice(0, 64).toLowerCase()
  if (whole === '') return { what: 'a file of blanks only', advice: AGAIN }
  if (start.startsWith('version https://git-lfs')) {
    const size = /\nsize (\d{1,15})\b/.exec(whole)?.[1]
    const real = size === undefined ? '' : ` of ${size} bytes`
    return {
      what: `a Git LFS pointer, which only stands for the real file${real}`,
      advice:
        'run "git lfs pull" in its folder, or download the file itself from the web page of the project',
    }
  }
  if (/^(<!--.*?-->\s*)?<(!doctype html|html|head|body|meta|script)/is.test(whole)) {
    return {
      what: 'a web page that was saved in the place of the weights',
      advice: AGAIN,
    }
  }
  if (start.startsWith('<')) {
    return /<(error|code)>/i.test(whole)
      ? { what: "a server's error message (XML)", advice: AGAIN }
      : { what: 'an XML document', advice: CHOOSE }
  }
  if (start.startsWith('{') || start.startsWith('[')) return describeJson(whole)
  if (/^(not found|404|403|401|access denied|entry not found|forbidden|quota)/i.test(start))
    return { what: "a server's error message", advice: AGAIN }
  if (start.startsWith('model_checkpoint_path:')) {
    return {
      what: 'the list of a TensorFlow checkpoint',
      advice: 'convert the model to ONNX with tf2onnx and choose the .onnx file',
    }
  }
  if (isPython(whole))
    return {
      what: 'Python source code, which is never run',
      advice: 'choose the file of weights that the program saved, such as a .pt file',
    }
  return { what: 'a text file', advice: CHOOSE }
}

function describeJson(text: string): Wrong {
  if (/^\{\s*"(error|message|detail|errors)"/.test(text))
    return { what: "a server's error message (JSON)", advice: AGAIN }
  if (/"nbformat"|"cell_type"/.test(text)) {
    return {
      what: 'a Jupyter notebook, whose code is never run',
      advice: 'choose the file of weights that it saved',
    }
  }
  if (/"(architectures|model_type|transformers_version)"/.test(text)) {
    return {
      what: "a model's configuration (JSON) without its weights",
      advice: 'choose the file of weights beside it, such as model.safetensors',
    }
  }
  return { what: 'a JSON document', advice: CHOOSE }
}

function isPython(text: string): boolean {
  if (/^#!.*python|^# -\*- coding/.test(text)) return true
  return /^(import \w|from [\w.]+ import |def \w+\(|class \w+.*:)/m.test(text)
}
