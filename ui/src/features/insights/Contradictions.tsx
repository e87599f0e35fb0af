// What speaks against the claim: linked items, else whether anyone looked. Looking lists candidates; taking one links it,
// finding none is recorded with when and by whom.
import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { type AnyRow, stringOf } from '../../api/types';
import { useT } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { useAct } from '../../kit/act';
import { Emotion, To } from '../../kit/Chips';
import { chainKeys } from '../../kit/chain/queries';
import type { Weighed } from '../../kit/chain/types';
import { WeighedList } from '../../kit/chain/WeighedList';
import { useCommands } from '../../kit/commands';
import kit from '../../kit/kit.module.css';
import { Section } from '../../kit/Page';
import { shorten } from '../../kit/Quote';
import { Await } from '../../kit/States';
import { rowCan, useMe } from '../../kit/session';
import { Ago } from '../../kit/Time';
import { contradictionsQuery } from './queries';

function Searched({ row }: { row: AnyRow }) {
  const t = useT();
  if (!row.contradiction_searched_at) return <>{t('insight.notSearched')}</>;
  return (
    <>
      {t('insight.noneFound')} <Ago at={stringOf(row.contradiction_searched_at)} />
      {row.contradiction_searched_by_label
        ? ` · ${t('insight.byWhom', { who: stringOf(row.contradiction_searched_by_label) })}`
        : ''}
    </>
  );
}

function Candidates({ row, linked, close }: { row: AnyRow; linked: ReadonlySet<string>; close: () => void }) {
  const t = useT();
  const me = useMe();
  const { act } = useAct();
  const query = useQuery(contradictionsQuery(row.id));
  const take = (id: string) =>
    act({
      run: () => api.post('/links', { from: id, to: row.id, sign: -1 }),
      done: t('insight.takenAgainst'),
      renew: [...chainKeys, ['evidence']],
    });
  const record = async () => {
    const set = {
      contradiction_searched_at: new Date().toISOString(),
      contradiction_searched_by: me?.member.id ?? null,
    };
    const saved = await act({
      run: () => api.patch<AnyRow>(`/insights/${row.id}`, set, row.rev),
      done: t('insight.searchSaved'),
      renew: [['insight']],
    });
    if (saved) close();
  };
  return (
    <Await query={query} rows={3}>
      {({ data }) => {
        const open = data.filter((d) => !linked.has(d.id));
        return (
          <>
            <Text size="sm" my="xs">
              {open.length === 0 ? t('insight.noCandidates') : t('insight.candidates', { n: open.length })}
            </Text>
            <ul className={kit.plainList}>
              {open.slice(0, 12).map((d) => (
                <li key={d.id}>
                  <blockquote className={kit.quote}>
                    <span dir="auto">{shorten(d.verbatim, 220)}</span>
                    <footer>
                      <To to={`/evidence/${d.id}`}>{d.account_label ?? d.contact_label ?? t('anonymous')}</To>
                      <Emotion of={d.emotion} />
                      <Ago at={d.said_at} />
                      <ActButton size="compact-xs" variant="default" onAct={() => take(d.id)}>
                        {t('insight.takeAgainst')}
                      </ActButton>
                    </footer>
                  </blockquote>
                </li>
              ))}
            </ul>
            <Group gap="xs" mt="xs">
              <ActButton size="xs" variant="default" onAct={record}>
                {t('insight.recordSearch')}
              </ActButton>
              <Button size="xs" variant="subtle" onClick={close}>
                {t('close')}
              </Button>
            </Group>
          </>
        );
      }}
    </Await>
  );
}

export function Contradictions({ row, against }: { row: AnyRow; against: Weighed[] }) {
  const t = useT();
  const [looking, look] = useState(false);
  const may = rowCan(row, 'update');
  useCommands('item', may ? [{ id: 'insight.search', label: 'insight.search', keys: 's', run: () => look(true) }] : []);
  return (
    <Section
      title={t('opportunity.contradicts', { n: against.length })}
      aside={
        may && !looking ? (
          <Button size="compact-xs" variant="default" onClick={() => look(true)}>
            {t('insight.search')}
          </Button>
        ) : null
      }
    >
      <WeighedList of={against} empty={<Searched row={row} />} />
      {against.length > 0 && row.contradiction_searched_at ? (
        <Text size="xs" c="dimmed" mt={4}>
          {t('insight.searchedAt')} <Ago at={stringOf(row.contradiction_searched_at)} />{' '}
          {stringOf(row.contradiction_searched_by_label)}
        </Text>
      ) : null}
      {looking ? <Candidates row={row} linked={new Set(against.map((a) => a.id))} close={() => look(false)} /> : null}
    </Section>
  );
}
