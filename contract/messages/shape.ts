// Shapes of a catalogue: a message is a pattern with `{placeholders}`, or two patterns chosen by `{count}`.
// `SameKeys` makes a key that one language has and the other lacks a compile error.

export interface PluralForms {
  readonly one: string;
  readonly other: string;
}

export type SameKeys<Catalogue> = {
  readonly [Key in keyof Catalogue]: Catalogue[Key] extends string ? string : PluralForms;
};
