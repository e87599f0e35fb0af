// A long list as a native table: only the rows in sight are in the document, and the rest is counted for readers
// (aria-rowcount, aria-rowindex). j/k move, x selects, Shift+J/K extends, Enter opens, Space peeks.
import { Checkbox } from '@mantine/core';
import {
  columnSizingFeature,
  columnVisibilityFeature,
  createColumnHelper,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { AnyRow } from '../api/types';
import { useT } from '../i18n';
import { isTyping } from './keys';
import css from './kit.module.css';

export type Column = {
  id: string;
  label: string;
  cell: (row: AnyRow) => ReactNode;
  sort?: boolean;
  number?: boolean;
  /** Left out on narrow screens. */
  wide?: boolean;
};

export type TableData = { rows: AnyRow[]; total?: number; more?: () => void };
export type TableNav = {
  open: (row: AnyRow) => void;
  peek?: (row: AnyRow) => void;
  selected?: ReadonlySet<string>;
  select?: (ids: ReadonlySet<string>) => void;
};

const features = tableFeatures({ columnSizingFeature, columnVisibilityFeature });
const helper = createColumnHelper<typeof features, AnyRow>();

type Props = {
  label: string;
  columns: Column[];
  data: TableData;
  nav: TableNav;
  sort?: string;
  onSort?: (sort: string) => void;
};

/** Movement over rows: the active row, and what each key does to it. */
function useRowKeys(data: TableData, nav: TableNav, show: (i: number) => void) {
  const [active, setActive] = useState(0);
  const anchor = useRef(0);
  const at = Math.min(active, Math.max(0, data.rows.length - 1));
  const toggle = (from: number, to: number, keep: boolean) => {
    const next = new Set(keep ? nav.selected : []);
    const ids = data.rows.slice(Math.min(from, to), Math.max(from, to) + 1).map((r) => r.id);
    const drop = keep && ids.length === 1 && nav.selected?.has(ids[0] ?? '');
    for (const id of ids) drop ? next.delete(id) : next.add(id);
    nav.select?.(next);
  };
  const move = (to: number, extend: boolean) => {
    const next = Math.max(0, Math.min(data.rows.length - 1, to));
    if (extend && nav.select) toggle(anchor.current, next, false);
    else anchor.current = next;
    setActive(next);
    show(next);
  };
  const onKeyDown = (e: KeyboardEvent) => {
    if (isTyping(e.target) || e.ctrlKey || e.metaKey || e.altKey) return;
    const row = data.rows[at];
    const page = 10;
    const steps: Record<string, () => void> = {
      j: () => move(at + 1, false),
      ArrowDown: () => move(at + 1, e.shiftKey),
      J: () => move(at + 1, true),
      k: () => move(at - 1, false),
      ArrowUp: () => move(at - 1, e.shiftKey),
      K: () => move(at - 1, true),
      PageDown: () => move(at + page, false),
      PageUp: () => move(at - page, false),
      Home: () => move(0, false),
      End: () => move(data.rows.length - 1, false),
      x: () => nav.select && toggle(at, at, true),
      Enter: () => row && nav.open(row),
      ' ': () => row && (nav.peek ?? nav.open)(row),
    };
    const step = e.target instanceof HTMLTableRowElement ? steps[e.key] : undefined;
    if (!step) return;
    e.preventDefault();
    e.stopPropagation();
    step();
  };
  return { at, setActive, toggle, onKeyDown };
}

function HeadCell({ column, sort, onSort }: { column: Column; sort: string; onSort?: (sort: string) => void }) {
  const dir = sort === column.id ? 'ascending' : sort === `-${column.id}` ? 'descending' : undefined;
  const next = dir === 'ascending' ? `-${column.id}` : column.id;
  const mark = dir === 'ascending' ? ' ↑' : dir === 'descending' ? ' ↓' : '';
  return (
    <th
      scope="col"
      aria-sort={dir}
      className={column.wide ? css.wide : undefined}
      data-number={column.number || undefined}
    >
      {column.sort && onSort ? (
        <button type="button" className={css.sort} onClick={() => onSort(next)}>
          {column.label}
          {mark}
        </button>
      ) : (
        column.label
      )}
    </th>
  );
}

export function DataTable({ label, columns, data, nav, sort = '', onSort }: Props) {
  'use no memo';
  const t = useT();
  const scroller = useRef<HTMLDivElement>(null);
  const defs = useMemo(
    () => helper.columns(columns.map((c) => helper.display({ id: c.id, header: c.label }))),
    [columns],
  );
  const table = useTable({ features, columns: defs, data: data.rows, getRowId: (r) => r.id });
  const rows = table.getRowModel().rows;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 37,
    overscan: 8,
    initialRect: { width: 900, height: 700 },
  });
  const items = virtual.getVirtualItems();
  const show = (i: number) => {
    virtual.scrollToIndex(i);
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`tr[data-index="${i}"]`)?.focus());
  };
  const keys = useRowKeys(data, nav, show);
  const last = items.at(-1)?.index ?? 0;
  const { more } = data;
  useEffect(() => {
    if (more && last >= rows.length - 10) more();
  }, [more, last, rows.length]);
  const visible = columns.filter((c) => table.getColumn(c.id)?.getIsVisible() !== false);
  const span = visible.length + (nav.select ? 1 : 0);
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the rows inside take focus; this only hears their keys
    <div ref={scroller} className={css.scroller} onKeyDown={keys.onKeyDown}>
      <table className={css.table} aria-label={label} aria-rowcount={(data.total ?? rows.length) + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {nav.select ? (
              <th className={`${css.check} ${css.wide}`} scope="col">
                <span className={css.hidden}>{t('select')}</span>
              </th>
            ) : null}
            {visible.map((c) => (
              <HeadCell key={c.id} column={c} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 ? (
            // biome-ignore lint/a11y/noAriaHiddenOnFocusable: empty space, takes no focus
            <tr aria-hidden="true">
              <td className={css.spacer} colSpan={span} style={{ height: before }} />
            </tr>
          ) : null}
          {items.map((item) => {
            const row = rows[item.index]?.original;
            if (!row) return null;
            const picked = nav.selected?.has(row.id) ?? false;
            return (
              <tr
                key={row.id}
                data-index={item.index}
                data-active={item.index === keys.at || picked || undefined}
                aria-rowindex={item.index + 2}
                aria-selected={nav.select ? picked : undefined}
                tabIndex={item.index === keys.at ? 0 : -1}
                onFocus={() => keys.setActive(item.index)}
                onClick={(e) => {
                  if (e.target instanceof Element && e.target.closest('a,button,input,label')) return;
                  if (e.shiftKey && nav.select) keys.toggle(keys.at, item.index, false);
                  else nav.open(row);
                }}
              >
                {nav.select ? (
                  <td className={`${css.check} ${css.wide}`}>
                    <Checkbox
                      size="xs"
                      checked={picked}
                      aria-label={t('select')}
                      onChange={() => keys.toggle(item.index, item.index, true)}
                    />
                  </td>
                ) : null}
                {visible.map((c) => (
                  <td key={c.id} className={c.wide ? css.wide : undefined} data-number={c.number || undefined}>
                    {c.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {after > 0 ? (
            // biome-ignore lint/a11y/noAriaHiddenOnFocusable: empty space, takes no focus
            <tr aria-hidden="true">
              <td className={css.spacer} colSpan={span} style={{ height: after }} />
            </tr>
          ) : null}
        </tbody>
      </table>
    </div>
  );
}
