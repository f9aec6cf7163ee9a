// Groups rows by the local day of their last change: today, yesterday, earlier; newest first.

export type Day = 'today' | 'yesterday' | 'earlier';

export interface DayGroup<Row> {
  readonly day: Day;
  readonly rows: readonly Row[];
}

export function groupByDay<Row extends { readonly updatedAtMs: number }>(rows: readonly Row[], nowMs: number): DayGroup<Row>[] {
  const midnight = new Date(nowMs);
  midnight.setHours(0, 0, 0, 0);
  const before = new Date(midnight);
  before.setDate(before.getDate() - 1);
  const dayOf = (ms: number): Day => (ms >= midnight.getTime() ? 'today' : ms >= before.getTime() ? 'yesterday' : 'earlier');
  const sorted = [...rows].sort((a, b) => b.updatedAtMs - a.updatedAtMs);
  return (['today', 'yesterday', 'earlier'] as const)
    .map((day) => ({ day, rows: sorted.filter((row) => dayOf(row.updatedAtMs) === day) }))
    .filter((group) => group.rows.length > 0);
}
