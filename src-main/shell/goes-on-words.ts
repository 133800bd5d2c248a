/** For the terminal that started us, when the window closes and a study goes on: that it does, and how to come back. */
export function goesOnWords(running: string): string {
  return `Halfpower goes on without a window. ${running}. Start Halfpower again to see it; when nothing runs any more it ends by itself.`
}
