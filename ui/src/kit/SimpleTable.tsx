// A short table read whole: sorting in place, j/k and arrows move, x selects, Enter opens. Long lists use DataTable.
import { Button, Checkbox } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { useT } from '../i18n';
import css from './kit.module.css';
import simple from './simple.module.css';

export type SimpleColumn<T> = {
  id: string;
  label: string;
  cell: (row: T) => ReactNode;
  /** What to sort by; without it the column cannot be sorted. */
  by?: (row: T) => number | string;
  number?: boolean;
  wide?: boolean;
};

type Props<T> = {
  label: string;
  columns: readonly SimpleColumn<T>[];
  rows: readonly T[];
  open: (row: T) => void;
  sort: string;
  onSort: (sort: string) => void;
  selected?: ReadonlySet<string>;
  select?: (ids: ReadonlySet<string>) => void;
};

const first = 100;

export function sorted<T extends { id: string }>(
  rows: readonly T[],
  columns: readonly SimpleColumn<T>[],
  sort: string,
): T[] {
  const by = columns.find((c) => c.id === sort.replace(/^-/, ''))?.by;
  if (!by) return [...rows];
  const sign = sort.startsWith('-') ? -1 : 1;
  const compare = (a: number | string, b: number | string) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
  return [...rows].sort((a, b) => sign * compare(by(a), by(b)) || a.id.localeCompare(b.id));
}

function onRowKeys(
  e: KeyboardEvent<HTMLTableSectionElement>,
  act: { open: (i: number) => void; toggle: (i: number) => void },
) {
  if (!(e.target instanceof HTMLTableRowElement) || e.ctrlKey || e.metaKey || e.altKey) return;
  const rows = [...e.currentTarget.rows];
  const at = rows.indexOf(e.target);
  const to = e.key === 'j' || e.key === 'ArrowDown' ? at + 1 : e.key === 'k' || e.key === 'ArrowUp' ? at - 1 : -1;
  if (to >= 0) rows[to]?.focus();
  else if (e.key === 'Enter') act.open(at);
  else if (e.key === 'x') act.toggle(at);
  else return;
  e.preventDefault();
  e.stopPropagation();
}

function Head<T>({ column, sort, onSort }: { column: SimpleColumn<T>; sort: string; onSort: (s: string) => void }) {
  const dir = sort === column.id ? 'ascending' : sort === `-${column.id}` ? 'descending' : undefined;
  return (
    <th
      scope="col"
      aria-sort={dir}
      className={column.wide ? css.wide : undefined}
      data-number={column.number || undefined}
    >
      {column.by ? (
        <button
          type="button"
          className={css.sort}
          onClick={() => onSort(dir === 'descending' ? column.id : `-${column.id}`)}
        >
          {column.label}
          {dir === 'ascending' ? ' ↑' : dir === 'descending' ? ' ↓' : ''}
        </button>
      ) : (
        column.label
      )}
    </th>
  );
}

export function SimpleTable<T extends { id: string }>({
  label,
  columns,
  rows,
  open,
  sort,
  onSort,
  selected,
  select,
}: Props<T>) {
  const t = useT();
  const [all, showAll] = useState(false);
  const [at, setAt] = useState(0);
  const order = sorted(rows, columns, sort);
  const shown = all ? order : order.slice(0, first);
  const toggle = (i: number) => {
    const id = shown[i]?.id;
    if (!id || !select) return;
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    select(next);
  };
  const openAt = (i: number) => {
    const row = shown[i];
    if (row) open(row);
  };
  return (
    <div className={simple.box}>
      <table className={css.table} aria-label={label} aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {select ? (
              <th className={`${css.check} ${css.wide}`} scope="col">
                <span className={css.hidden}>{t('select')}</span>
              </th>
            ) : null}
            {columns.map((c) => (
              <Head key={c.id} column={c} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={(e) => onRowKeys(e, { open: openAt, toggle })}>
          {shown.map((row, i) => (
            <tr
              key={row.id}
              tabIndex={i === Math.min(at, shown.length - 1) ? 0 : -1}
              data-active={selected?.has(row.id) || undefined}
              onFocus={() => setAt(i)}
              onClick={(e) => {
                if (e.target instanceof Element && e.target.closest('a,button,input,label')) return;
                open(row);
              }}
            >
              {select ? (
                <td className={`${css.check} ${css.wide}`}>
                  <Checkbox
                    size="xs"
                    checked={selected?.has(row.id) ?? false}
                    aria-label={t('select')}
                    onChange={() => toggle(i)}
                  />
                </td>
              ) : null}
              {columns.map((c) => (
                <td key={c.id} className={c.wide ? css.wide : undefined} data-number={c.number || undefined}>
                  {c.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {order.length > shown.length ? (
        <Button size="xs" variant="default" m="xs" onClick={() => showAll(true)}>
          {t('table.all', { n: order.length })}
        </Button>
      ) : null}
    </div>
  );
}
