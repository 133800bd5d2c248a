/** Whether the command palette is open: its key and its button are in different places. */
export const palette = $state({ open: false })
