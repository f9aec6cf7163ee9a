// A message as the readers of MIME and of Outlook files hand it on, whatever it was written in.
export interface Mail {
  readonly subject: string;
  /** Shown above the body in this order, e.g. `['From', 'Ann <ann@example.org>']`; without the subject. */
  readonly fields: readonly (readonly [label: string, value: string])[];
  /** The body as plain text and as HTML; null where the message has none of that kind. */
  readonly plain: string | null;
  readonly html: string | null;
  readonly parts: readonly MailPart[];
  /** True when the body, or part of it, can't be read without somebody's key. */
  readonly encrypted: boolean;
}

export interface MailPart {
  /** Empty where the message gives none. */
  readonly name: string;
  /** Lower case; empty where the message gives none. */
  readonly mimeType: string;
  readonly content: Buffer;
  /** Stands in the body (a picture in the text), and is not attached to it. */
  readonly inline: boolean;
}
