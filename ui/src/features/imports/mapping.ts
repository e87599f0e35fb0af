// A column mapping as the wizard holds it: the field each column becomes. Several columns may become words: each is
// its own open question and gives its own item.
import type { PreviewColumn } from './queries';

export type Mapping = Record<number, string | null>;

export const startMapping = (columns: PreviewColumn[]): Mapping =>
  Object.fromEntries(columns.map((c) => [c.index, c.field]));

/** The order's `map`: field to column, or to columns when several become the same. */
export function toWire(mapping: Mapping): Record<string, number | number[]> {
  const map: Record<string, number | number[]> = {};
  for (const [index, field] of Object.entries(mapping)) {
    if (!field) continue;
    const column = Number(index);
    const old = map[field];
    map[field] = old === undefined ? column : Array.isArray(old) ? [...old, column] : [old, column];
  }
  return map;
}

/** Fields that only one column may become; a second choice takes it from the first. */
export function choose(mapping: Mapping, column: number, field: string | null): Mapping {
  const next = { ...mapping };
  if (field && field !== 'verbatim')
    for (const [i, f] of Object.entries(mapping)) if (f === field) next[Number(i)] = null;
  next[column] = field;
  return next;
}

export const hasWords = (mapping: Mapping) =>
  Object.values(mapping).some((f) => f === 'verbatim' || f === 'score' || f === 'choice');
