/**
 * The command line that imports the same model with the same choices: what the window shows beside them. The
 * test feeds the words to the command line's own parser and compares what it would import.
 */
import { option } from '../../studies/command/words'
import { READING_KEYS, READING_QUESTIONS } from '../../contract/import/readings'
import type { CheckedInput } from '../../contract/methods'

/** @param folder of the project */
export function importWords(folder: string, input: CheckedInput<'model.import'>): string[] {
  const { file, candidate, architecture, output, size, sigma, noise, normaliser, gray, reverseChannels } =
    input
  const { name, group, dataSet, device, reading, leaveAside } = input
  return [
    // A file's name that begins with a dash would be taken for an option.
    ...['halfpower', 'model', 'import', folder, file.startsWith('-') ? `./${file}` : file],
    ...option('--candidate', candidate === undefined ? undefined : candidate + 1),
    ...option('--architecture', architecture),
    ...option('--output', output),
    ...READING_KEYS.flatMap((key) => option(READING_QUESTIONS[key].option, reading?.[key])),
    ...(leaveAside ? ['--leave-aside'] : []),
    ...option('--size', size),
    ...option('--blur', sigma ?? undefined),
    ...option('--noise', noise),
    ...(normaliser?.kind === 'preset' ? option('--normaliser', normaliser.name) : []),
    ...(normaliser?.kind === 'given'
      ? [...option('--mean', normaliser.mean.join(',')), ...option('--std', normaliser.std.join(','))]
      : []),
    ...(gray ? ['--gray'] : []),
    ...(reverseChannels ? ['--reverse-channels'] : []),
    ...option('--name', name),
    ...option('--group', group),
    ...option('--dataset', dataSet),
    ...option('--device', device),
  ]
}
