// One decision record: question, options with the one taken, reason, who sat where, what was seen then. Closed records
// are never edited; a reversal is a new record that supersedes.
import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type AnyRow, stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { Obj, Pill } from '../../kit/Chips';
import { AskedLine } from '../../kit/chain/AskedLine';
import { Told } from '../../kit/chain/Told';
import { tellQuery } from '../../kit/chain/tell';
import { useCommands } from '../../kit/commands';
import { ObjectPage } from '../../kit/ObjectPage';
import { Facts, Section } from '../../kit/Page';
import { useCan } from '../../kit/session';
import { Day } from '../../kit/Time';
import { useParam } from '../../kit/useParam';
import css from './decisions.module.css';
import { OutcomeForm } from './OutcomeForm';
import type { Closed } from './queries';
import { Seats } from './Seats';
import { Snapshot } from './Snapshot';

type Doing = 'close' | 'supersede' | null;

const isStrings = (v: unknown): v is string[] => Array.isArray(v) && v.every((x) => typeof x === 'string');

function Options({ row }: { row: AnyRow }) {
  const t = useT();
  const options = isStrings(row.options) ? row.options : [];
  return (
    <Section title={t('decision.options')}>
      {options.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('decision.noOptions')}
        </Text>
      ) : null}
      <ul className={css.options}>
        {options.map((o) => (
          <li key={o} dir="auto">
            {o}
          </li>
        ))}
      </ul>
      <div className={css.outcome}>
        {row.outcome ? (
          <>
            <Pill of={stringOf(row.outcome)} />
            <Text dir="auto" style={{ whiteSpace: 'pre-wrap' }}>
              {stringOf(row.reason)}
            </Text>
          </>
        ) : (
          <Text size="sm">{t('decision.open')}</Text>
        )}
      </div>
    </Section>
  );
}

function Frame({ row }: { row: AnyRow }) {
  const t = useT();
  const words = useWords();
  return (
    <Section title={t('decision.how')}>
      <Facts
        of={[
          [words('field', 'form'), row.form === 'light' ? t('decision.formLight') : t('decision.formFull')],
          [words('field', 'protocol'), words('enum', stringOf(row.protocol))],
          [words('field', 'decider_id'), stringOf(row.decider_label) || '–'],
          [words('field', 'decided_at'), <Day key="d" at={stringOf(row.decided_at) || null} />],
          [t('decision.reviewOn'), <Day key="r" at={stringOf(row.review_on) || null} />],
          row.supersedes
            ? [
                t('decision.supersedes'),
                <Obj key="s" id={stringOf(row.supersedes)} label={stringOf(row.supersedes_label)} />,
              ]
            : null,
          row.superseded_by
            ? [
                t('decision.supersededBy'),
                <Obj key="b" id={stringOf(row.superseded_by)} label={stringOf(row.superseded_by_label)} />,
              ]
            : null,
        ]}
      />
    </Section>
  );
}

function Main({ row, doing, start }: { row: AnyRow; doing: Doing; start: (d: Doing) => void }) {
  const t = useT();
  const [closed, setClosed] = useState<Closed | null>(null);
  const { data } = useQuery({ ...tellQuery(row.id), retry: false });
  const asked = closed?.asked ?? data ?? null;
  return (
    <>
      {asked && !row.decided_at && !closed ? (
        <Text size="sm">{t('decision.before', { asked: asked.asked, reachable: asked.reachable })}</Text>
      ) : null}
      {doing ? (
        <OutcomeForm
          row={row}
          mode={doing}
          close={() => start(null)}
          done={(c) => {
            setClosed(c);
            start(null);
          }}
        />
      ) : null}
      {closed && closed.decision.id !== row.id ? (
        <Text size="sm">
          {t('decision.supersededBy')}{' '}
          <Obj id={closed.decision.id} label={stringOf(closed.decision.question)} number={closed.decision.number} />
        </Text>
      ) : null}
      {asked && (row.decided_at || closed) ? (
        <AskedLine asked={asked} about={closed?.decision.id ?? row.id} takesFocus={closed !== null} />
      ) : null}
      {data && !closed ? <Told of={data.answers} /> : null}
      <Options row={row} />
      <Frame row={row} />
      <Seats row={row} />
      <Snapshot of={row.snapshot} />
    </>
  );
}

function Actions({ row, start }: { row: AnyRow; start: (d: Doing) => void }) {
  const t = useT();
  const can = useCan();
  const may = can('decisions_decide') && !row.archived_at;
  const next: Doing = row.decided_at ? 'supersede' : 'close';
  useCommands(
    'item',
    may
      ? [
          {
            id: 'decision.next',
            label: next === 'close' ? 'decision.close' : 'decision.supersede',
            keys: 'D',
            run: () => start(next),
          },
        ]
      : [],
  );
  if (!may) return null;
  return (
    <Button size="xs" variant={next === 'close' ? 'filled' : 'default'} onClick={() => start(next)}>
      {next === 'close' ? t('decision.close') : t('decision.supersede')}
    </Button>
  );
}

export function DecisionPage() {
  const id = useParam('id');
  const [doing, start] = useState<Doing>(null);
  return (
    <ObjectPage
      key={id}
      of="decision"
      id={id}
      skip={[
        'options',
        'outcome',
        'reason',
        'snapshot',
        'form',
        'protocol',
        'decider_id',
        'decided_at',
        'review_on',
        'supersedes',
      ]}
      actions={(row) => <Actions row={row} start={start} />}
      main={(row) => <Main row={row} doing={doing} start={start} />}
    />
  );
}
