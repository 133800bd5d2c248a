/** What a file of a population may leave open, as the dialog that adds it offers it. */

export const sideChoices = [
  { value: '', text: 'as it fits best (it is said)' },
  { value: 'height', text: 'its height' },
  { value: 'width', text: 'its width' },
] as const
export const responseAxisChoices = [
  { value: '', text: 'found out where lengths prove it, else asked' },
  { value: 'neurons,images', text: 'neurons × images' },
  { value: 'images,neurons,repeats', text: 'images × neurons × repeats' },
  { value: 'neurons,images,repeats', text: 'neurons × images × repeats' },
  { value: 'neurons,repeats,images', text: 'neurons × repeats × images' },
  { value: 'repeats,images,neurons', text: 'repeats × images × neurons' },
  { value: 'repeats,neurons,images', text: 'repeats × neurons × images' },
  { value: 'images,repeats,neurons', text: 'images × repeats × neurons' },
  { value: 'images,neurons', text: 'images × neurons' },
]
export const imageAxisChoices = [
  { value: '', text: 'found out by their number' },
  { value: 'images,height,width', text: 'images × height × width' },
  { value: 'height,width,images', text: 'height × width × images' },
  { value: 'images,channels,height,width', text: 'images × channels × height × width' },
  { value: 'images,height,width,channels', text: 'images × height × width × channels' },
]
