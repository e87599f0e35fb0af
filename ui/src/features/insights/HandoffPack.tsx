// What another team needs to take this over, as text to copy; what it lacks is named first.
import { Button, Group, Text } from '@mantine/core';
import { type AnyRow, stringOf } from '../../api/types';
import { type MsgId, useT } from '../../i18n';
import { useAct } from '../../kit/act';
import type { Strength } from '../../kit/chain/types';
import { Warn } from '../../kit/chain/Warn';
import { copyText } from '../../kit/copy';
import { shorten } from '../../kit/Quote';
import css from './insights.module.css';

/** Ids of what a pack is missing (domain.md, handoff pack). */
export function lacking(row: AnyRow, s: Strength): MsgId[] {
  const missing: [boolean, MsgId][] = [
    [!row.segment_id, 'insight.lack.segment'],
    [!row.area_id, 'insight.lack.area'],
    [s.supports.length < 3, 'insight.lack.quotes'],
    [s.contradicts.length === 0 && !row.contradiction_searched_at, 'insight.lack.search'],
    [s.accounts < 2, 'insight.lack.accounts'],
    [s.stale, 'insight.lack.fresh'],
  ];
  return missing.flatMap(([is, id]) => (is ? [id] : []));
}

export function HandoffPack({ row, strength: s, close }: { row: AnyRow; strength: Strength; close: () => void }) {
  const t = useT();
  const { say } = useAct();
  const lacks = lacking(row, s);
  const quotes = s.supports
    .slice(0, 5)
    .map(
      (w) =>
        `> ${shorten(w.verbatim, 300)} (${w.account_label ?? w.contact_label ?? t('anonymous')}, ${w.said_at.slice(0, 10)})`,
    );
  const against = s.contradicts.slice(0, 3).map((w) => `> ${shorten(w.verbatim, 300)}`);
  const text = [
    `${row.number ?? ''} ${stringOf(row.claim)}`,
    t('insight.packStrength', {
      s: s.strength === null ? '–' : s.strength.toFixed(0),
      accounts: s.accounts,
      sources: s.sources.length,
    }),
    s.segments.map((g) => `${g.name}: ${g.accounts}`).join(', '),
    ...quotes,
    against.length > 0 ? t('insight.packAgainst') : t('insight.packNoneAgainst'),
    ...against,
    window.location.href,
  ]
    .filter(Boolean)
    .join('\n\n');
  const copy = () => {
    void copyText(text);
    say(t('copied'));
  };
  return (
    <div className={css.pack}>
      <Text fw={600} size="sm">
        {t('insight.pack')}
      </Text>
      {lacks.length > 0 ? (
        <Warn>
          {t('insight.lacks')} {lacks.map((id) => t(id)).join('; ')}
        </Warn>
      ) : null}
      <pre dir="auto">{text}</pre>
      <Group gap="xs">
        <Button size="xs" onClick={copy}>
          {t('insight.packCopy')}
        </Button>
        <Button size="xs" variant="subtle" onClick={close}>
          {t('close')}
        </Button>
      </Group>
    </div>
  );
}
