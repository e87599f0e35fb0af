// One customer's words with who said them and when: the chip behind every claim.

import { useCallback } from 'react';
import type { AnyRow } from '../api/types';
import { labelOf, stringOf } from '../api/types';
import { useT, useWords } from '../i18n';
import { Emotion, Obj, To } from './Chips';
import css from './kit.module.css';
import { Ago } from './Time';

/** Cut at a word, never inside one. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max);
  const space = cut.lastIndexOf(' ');
  return `${cut.slice(0, space > max / 2 ? space : max)}…`;
}

/** What an evidence item says: its words, or its score or choice in words. */
export function useWordsOf(): (row: AnyRow) => string {
  const t = useT();
  return useCallback(
    (row: AnyRow) => {
      const words = stringOf(row.verbatim);
      if (words) return words;
      if (typeof row.score === 'number')
        return t('evidence.score', { score: row.score, max: stringOf(row.score_max) || '–' });
      return stringOf(row.choice) || labelOf('evidence', row);
    },
    [t],
  );
}

export function Quote({ row, max = 300 }: { row: AnyRow; max?: number }) {
  const t = useT();
  const words = useWords();
  const say = useWordsOf();
  const contact = stringOf(row.contact_label);
  const account = stringOf(row.account_label);
  return (
    <blockquote className={css.quote}>
      <span lang={stringOf(row.language) || undefined} dir="auto">
        {shorten(say(row), max)}
      </span>
      <footer>
        <To to={`/evidence/${row.id}`}>{words('enum', stringOf(row.kind) || 'verbatim')}</To>
        {contact && typeof row.contact_id === 'string' ? (
          <Obj id={row.contact_id} label={contact} />
        ) : (
          <span>{t('anonymous')}</span>
        )}
        {account && typeof row.account_id === 'string' ? <Obj id={row.account_id} label={account} /> : null}
        <Emotion of={typeof row.emotion === 'number' ? row.emotion : null} />
        <Ago at={stringOf(row.said_at)} />
      </footer>
    </blockquote>
  );
}
