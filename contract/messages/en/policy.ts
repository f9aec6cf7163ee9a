// What an administrator decided for this computer.
export const enPolicy = {
  'policy.title': 'Decided by your administrator',
  'policy.sealed': 'Freehold is sealed on this computer. No download can be started.',
  'policy.models': { one: 'Answers and search use {count} allowed model only.', other: 'Answers and search use {count} allowed models only.' },
  'policy.folders': 'Files can be added from these folders only: {folders}',
  'policy.noFolders': 'No files can be added.',
  'policy.noUpdates': 'Freehold takes no updates from files.',
} as const;
