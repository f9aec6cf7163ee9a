// Finds the names of a table's columns among its first rows. Shared by all readers of tables.
const MAX_COLUMNS = 512;
/** A title and a few lines about the table may stand above it. */
const ROWS_ABOVE = 12;

/** The first row when it reads like names: words, all different, over cells of which some are not. */
export function columnNames(rows: readonly (readonly string[])[]): string[] | null {
  const [first, ...rest] = rows;
  if (first === undefined || first.length > MAX_COLUMNS || rest.length === 0) return null;
  const names = first.map((cell) => cell.trim());
  const filled = names.filter((name) => name !== '');
  const areNames = filled.length > 0 && filled.every((name) => name.length <= 100 && !isValue(name)) && new Set(filled).size === filled.length;
  if (!areNames || (filled.length < 2 && names.length > 1)) return null;
  return filled;
}

/** As `columnNames`, where rows of fewer cells (a title, a date) may stand above that row. */
export function columnNamesBelowTitle(rows: readonly (readonly string[])[]): string[] | null {
  const filled = (row: readonly string[]): number => row.filter((cell) => cell.trim() !== '').length;
  const widest = rows.reduce((most, row) => Math.max(most, filled(row)), 0);
  for (const [index, row] of rows.slice(0, ROWS_ABOVE).entries()) {
    if (widest > 1 && filled(row) <= widest / 2) continue;
    return columnNames(rows.slice(index));
  }
  return null;
}

const isValue = (cell: string): boolean => /^[-+]?[\d.,\s]*\d[\d.,\s]*%?$|^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}/.test(cell);
