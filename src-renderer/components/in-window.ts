/**
 * The workbench's sentences as a window says them: where they name a command, the window has a button, and names that;
 * where they name an option, a field. One table for each. Pure.
 */
import { OPTION_LABELS } from './option-labels'

const BUTTONS: readonly (readonly [RegExp, string])[] = [
  [
    /\(--gray-noise as-published does the same here\)/g,
    '(“corrupted in colour, then gray” in the form does the same here)',
  ],
  [/ \(On the command line: [^)]*\)/g, ''],
  [/ --first of a study/g, ' “the first, whatever their classes” in the form of a study'],
  [/the project with --dataset/g, 'the project with “Images that were shown”'],
  [/; a trial on a data set \("--dataset … --try"\)/g, '; a trial on a data set'],
  [/without "--no-naturalness"/g, 'with “How natural filtered images and hybrids are, in numbers”'],
  [/add --overwrite/g, 'tick “Replace what is there”'],
  [/"halfpower dataset hash [^"]*"/g, '“Hash all files” on the page Data'],
  [/"halfpower dataset add [^"]*"/g, '“Add a data set” on the page Data'],
  [/"halfpower study resume [^"]*"/g, '“Resume” in the Queue'],
  [/"halfpower study export-jobs[^"]*"/g, '“Run on a cluster …” in the Queue'],
  [/"halfpower corruptions[^"]*"/g, '“New corruption study …” on the page Corruptions'],
  [/"halfpower hybrid[^"]*"/g, '“New hybrid study …” on the page Hybrids'],
  [/"halfpower attack[^"]*"/g, '“New attack study …” on the page Perturbations'],
  [/"halfpower sweep[^"]*"/g, '“New σ sweep” on the page Models'],
  [/"halfpower neural manifold[^"]*"/g, 'its manifold, on the page Neural'],
  [/"halfpower new [^"]*"/g, '“New project …” on the page Start'],
  [/"halfpower devices[^"]*"/g, 'the page Start'],
  [/\(halfpower seeds\)/g, '(“Training seeds” on the page Models)'],
]

/** An option, in quotes or not; not what follows a hyphen or stands in another word. */
const OPTION = /(?<![\w-])"(--[a-z][a-z-]*)"|(?<![\w"-])(--[a-z][a-z-]*)/g

export function inWindow(sentence: string): string {
  const said = BUTTONS.reduce((text, [command, button]) => text.replace(command, button), sentence)
  return said.replace(OPTION, (word: string, quoted: string | undefined, bare: string | undefined) => {
    const label = OPTION_LABELS[quoted ?? bare ?? '']
    return label === undefined ? word : `“${label}”`
  })
}
