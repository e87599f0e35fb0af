// Columns of a generic list, chosen from the field table: what it is called, its state, then what can be sorted or
// filtered by.
import type { AnyRow, Field, Resource } from '../api/types';
import { labelOf, resource } from '../api/types';
import { Pill } from './Chips';
import type { Column } from './DataTable';
import { FieldValue } from './FieldValue';
import css from './kit.module.css';
import { Ago } from './Time';

const width = 7;

function shown(r: Resource): [string, Field][] {
  const rest = Object.entries(r.fields).filter(([key, f]) => key !== r.label && key !== 'state' && f.type !== 'json');
  const weight = ([, f]: [string, Field]) => (f.required ? 4 : 0) + (f.sort ? 2 : 0) + (f.filter ? 1 : 0);
  return rest.sort((a, b) => weight(b) - weight(a)).filter((e) => weight(e) > 0);
}

export function columnsOf(name: string, words: (kind: string, id: string) => string): Column[] {
  const r = resource(name);
  const first: Column = {
    id: r.label,
    label: words('field', r.label),
    sort: r.fields[r.label]?.sort,
    cell: (row) => (
      <span dir="auto">
        {row.number ? <span className={css.number}>{row.number}</span> : null}
        {labelOf(name, row)}
      </span>
    ),
  };
  const state: Column[] =
    r.states.length > 0
      ? [{ id: 'state', label: words('field', 'state'), cell: (row: AnyRow) => <Pill of={row.state} /> }]
      : [];
  const others = shown(r)
    .slice(0, width - 2 - state.length)
    .map(
      ([key, field]): Column => ({
        id: key,
        label: words('field', key),
        sort: field.sort,
        number: field.type === 'integer' || field.type === 'number',
        wide: true,
        cell: (row) => <FieldValue row={row} name={key} field={field} />,
      }),
    );
  const when: Column = {
    id: 'updated_at',
    label: words('field', 'updated_at'),
    wide: true,
    cell: (row) => <Ago at={row.updated_at} />,
  };
  return [first, ...state, ...others, when];
}
