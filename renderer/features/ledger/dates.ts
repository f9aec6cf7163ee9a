// Days as date fields write them, in this machine's time zone. Null for a field that is empty or half written.

/** The first millisecond of the day. */
export function dayStart(written: string): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(written);
  return parts === null ? null : new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])).getTime();
}

/** The first millisecond of the day after. */
export function dayEnd(written: string): number | null {
  const start = dayStart(written);
  if (start === null) return null;
  const day = new Date(start);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime();
}
