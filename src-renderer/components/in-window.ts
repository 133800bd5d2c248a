/**
 * The workbench's sentences as a window says them: where they name a command, the window has a button, and names that. One
 * table for all of them. Pure.
 */

const BUTTONS: readonly (readonly [RegExp, string])[] = [
  [
    /\(--gray-noise as-published does the same here\)/g,
    '(“corrupted in colour, then gray” in the form does the same here)',
  ],
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

export function inWindow(sentence: string): string {
  return BUTTONS.reduce((text, [command, button]) => text.replace(command, button), sentence)
}
