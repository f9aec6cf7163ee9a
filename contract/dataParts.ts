// The parts that Freehold's own data is listed and removed by, in the order in which a person sees them.
export const DATA_PARTS = ['library', 'models', 'records', 'caches', 'settings'] as const;
export type DataPart = (typeof DATA_PARTS)[number];
