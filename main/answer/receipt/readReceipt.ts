// The text of a file in, a receipt out, with what in it was altered since it was saved.
import { AppError } from '../../../contract/errors.ts';
import { alteredFields } from './integrity.ts';
import { receiptSchema, type Receipt } from './receipt.ts';

export interface ReadReceipt {
  readonly receipt: Receipt;
  readonly altered: readonly string[];
}

/** @throws AppError `receipt-invalid` for what is no receipt, or one of a later version */
export function readReceipt(text: string): ReadReceipt {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError('receipt-invalid', {}, { cause });
  }
  const parsed = receiptSchema.safeParse(value);
  if (!parsed.success) throw new AppError('receipt-invalid', {}, { cause: parsed.error });
  return { receipt: parsed.data, altered: alteredFields(value as Record<string, unknown>) };
}
