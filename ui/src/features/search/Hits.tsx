// The matches: words with hits marked, who said them, where they stand. j/k walk, Enter opens.
import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { type AnyRow, stringOf } from '../../api/types';
import { useT } from '../../i18n';
import { Emotion, Obj, Pill, To } from '../../kit/Chips';
import { useCommands } from '../../kit/commands';
import { Marked } from '../../kit/Marked';
import { useWordsOf } from '../../kit/Quote';
import { Ago } from '../../kit/Time';
import css from './search.module.css';

const longest = 420;

function Hit({ row, query }: { row: AnyRow; query: string }) {
  const t = useT();
  const say = useWordsOf();
  return (
    <>
      <div className={css.words} dir="auto" lang={stringOf(row.language) || undefined}>
        {row.title ? (
          <strong>
            <Marked text={`${stringOf(row.title)} `} query={query} />
          </strong>
        ) : null}
        <Marked text={say(row)} query={query} max={longest} />
      </div>
      <div className={css.foot}>
        <To to={`/evidence/${row.id}`}>{t('search.open')}</To>
        {typeof row.contact_id === 'string' ? (
          <Obj id={row.contact_id} label={stringOf(row.contact_label)} />
        ) : (
          <span>{t('anonymous')}</span>
        )}
        {typeof row.account_id === 'string' ? <Obj id={row.account_id} label={stringOf(row.account_label)} /> : null}
        <span>{stringOf(row.source_label)}</span>
        <Emotion of={typeof row.emotion === 'number' ? row.emotion : null} />
        <Pill of={row.state} />
        <Ago at={stringOf(row.said_at)} />
      </div>
    </>
  );
}

export function Hits({ rows, query, more }: { rows: AnyRow[]; query: string; more?: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const list = useRef<HTMLOListElement>(null);
  const [at, setAt] = useState(0);
  const go = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to));
    setAt(next);
    list.current?.querySelectorAll<HTMLElement>('li[tabindex]')[next]?.focus();
    if (more && next >= rows.length - 3) more();
  };
  const open = () => {
    const row = rows[at];
    if (row) void navigate({ to: `/evidence/${row.id}` });
  };
  useCommands('list', [
    { id: 'search.next', label: 'list.next', keys: 'j', run: () => go(at + 1) },
    { id: 'search.previous', label: 'list.previous', keys: 'k', run: () => go(at - 1) },
    { id: 'search.openHit', label: 'search.open', keys: 'Enter', run: open },
  ]);
  return (
    <>
      <ol ref={list} className={css.hits} aria-label={t('search.results')}>
        {rows.map((row, i) => (
          <li key={row.id} tabIndex={i === at ? 0 : -1} className={css.hit} onFocus={() => setAt(i)}>
            <Hit row={row} query={query} />
          </li>
        ))}
      </ol>
      {more ? (
        <Button variant="default" size="xs" onClick={more}>
          {t('search.more')}
        </Button>
      ) : null}
    </>
  );
}
