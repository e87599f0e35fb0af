// The inbox's left side: a virtual list of short rows, the one in hand marked.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { type AnyRow, stringOf } from '../../api/types';
import { useT } from '../../i18n';
import { Emotion } from '../../kit/Chips';
import { useWordsOf } from '../../kit/Quote';
import { Ago, Due } from '../../kit/Time';
import { useKeepInSight } from '../../kit/useKeepInSight';
import css from './inbox.module.css';

type Props = { rows: AnyRow[]; total?: number; at: number; go: (i: number) => void; more?: () => void };

function Line({ row }: { row: AnyRow }) {
  const t = useT();
  const say = useWordsOf();
  return (
    <>
      <div className={css.line}>
        <span>
          {stringOf(row.account_label) || stringOf(row.contact_label) || t('anonymous')}
          {row.urgency === 'high' ? ` · ${t('urgent')}` : ''}
        </span>
        <span>{row.due_at ? <Due at={stringOf(row.due_at)} /> : <Ago at={stringOf(row.said_at)} />}</span>
      </div>
      <div className={css.words} dir="auto">
        <Emotion of={typeof row.emotion === 'number' ? row.emotion : null} />{' '}
        {stringOf(row.title) || say(row).slice(0, 160)}
      </div>
    </>
  );
}

export function InboxRows({ rows, total, at, go, more }: Props) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => 63,
    overscan: 6,
    initialRect: { width: 360, height: 700 },
  });
  const items = virtual.getVirtualItems();
  useKeepInSight(at, (i) => virtual.scrollToIndex(i));
  useKeepInSight(items.at(-1)?.index ?? 0, (last) => last >= rows.length - 10 && more?.());
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <div ref={box} className={css.rows}>
      <table aria-label={t('page.inbox')} aria-rowcount={total ?? rows.length}>
        <tbody>
          {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: empty space, takes no focus */}
          <tr aria-hidden="true">
            <td style={{ height: before, padding: 0 }} />
          </tr>
          {items.map((item) => {
            const row = rows[item.index];
            return row ? (
              <tr
                key={row.id}
                className={css.row}
                aria-rowindex={item.index + 1}
                tabIndex={item.index === at ? 0 : -1}
                data-at={item.index === at || undefined}
                aria-selected={item.index === at}
                onClick={() => go(item.index)}
              >
                <td>
                  <Line row={row} />
                </td>
              </tr>
            ) : null;
          })}
          {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: empty space, takes no focus */}
          <tr aria-hidden="true">
            <td style={{ height: after, padding: 0 }} />
          </tr>
        </tbody>
      </table>
    </div>
  );
}
