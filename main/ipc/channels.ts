// The names of Electron's IPC channels. preload spells them out again, since it can't import from main; the
// contract tests run both ends against each other.
export const CHANNELS = {
  request: 'freehold:request',
  stream: 'freehold:stream',
  dropped: 'freehold:dropped',
} as const;
