// One insight: the claim, its scope and strength, what supports it beside what contradicts it, and what it lacks before
// it is handed over.
import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type AnyRow, stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { strengthQuery } from '../../kit/chain/queries';
import { StrengthLine } from '../../kit/chain/StrengthLine';
import { WeighedList } from '../../kit/chain/WeighedList';
import { useCommands } from '../../kit/commands';
import { ObjectPage } from '../../kit/ObjectPage';
import { Facts, Section } from '../../kit/Page';
import { Await } from '../../kit/States';
import { useCan } from '../../kit/session';
import { Day } from '../../kit/Time';
import { useParam } from '../../kit/useParam';
import { Contradictions } from './Contradictions';
import { HandoffPack } from './HandoffPack';
import css from './insights.module.css';
import { NeedForm } from './NeedForm';

type Doing = 'need' | 'pack' | null;

function Scope({ row }: { row: AnyRow }) {
  const t = useT();
  const words = useWords();
  return (
    <Facts
      of={[
        [words('field', 'segment_id'), stringOf(row.segment_label) || t('insight.everyone')],
        [words('field', 'area_id'), stringOf(row.area_label) || '–'],
        [words('field', 'confidence'), row.confidence ? words('enum', stringOf(row.confidence)) : '–'],
        [
          t('insight.holds'),
          <span key="d">
            <Day at={stringOf(row.valid_from) || null} /> {'→'} <Day at={stringOf(row.valid_to) || null} />
          </span>,
        ],
      ]}
    />
  );
}

function Main({ row, doing, start }: { row: AnyRow; doing: Doing; start: (d: Doing) => void }) {
  const t = useT();
  const query = useQuery(strengthQuery(row.id));
  return (
    <>
      {doing === 'need' ? <NeedForm insight={row} close={() => start(null)} /> : null}
      <Section title={t('insight.scope')}>
        <Scope row={row} />
      </Section>
      <Section title={t('insight.strength')}>
        <StrengthLine id={row.id} />
      </Section>
      <Await query={query} rows={6}>
        {(s) => (
          <>
            {doing === 'pack' ? <HandoffPack row={row} strength={s} close={() => start(null)} /> : null}
            <div className={css.sides}>
              <Section title={t('opportunity.supports', { n: s.supports.length })}>
                <Text size="xs" c="dimmed" mb="xs">
                  {t('insight.sum', { s: s.s_plus.toFixed(2) })}
                </Text>
                <WeighedList of={s.supports} empty={t('insight.noSupport')} />
              </Section>
              <Contradictions row={row} against={s.contradicts} />
            </div>
          </>
        )}
      </Await>
    </>
  );
}

function Actions({ start }: { start: (d: Doing) => void }) {
  const t = useT();
  const can = useCan();
  const may = can('opportunities_create');
  useCommands('item', [
    ...(may
      ? [{ id: 'insight.toOpportunity', label: 'theme.toOpportunity' as const, keys: 'o', run: () => start('need') }]
      : []),
    { id: 'insight.pack', label: 'insight.pack', keys: 'h', run: () => start('pack') },
  ]);
  return (
    <>
      {may ? (
        <Button size="xs" onClick={() => start('need')}>
          {t('theme.toOpportunity')}
        </Button>
      ) : null}
      <Button size="xs" variant="default" onClick={() => start('pack')}>
        {t('insight.pack')}
      </Button>
    </>
  );
}

export function InsightPage() {
  const id = useParam('id');
  const [doing, start] = useState<Doing>(null);
  return (
    <ObjectPage
      key={id}
      of="insight"
      unlisted={['evidence']}
      skip={['segment_id', 'area_id', 'confidence', 'valid_from', 'valid_to']}
      id={id}
      actions={() => <Actions start={start} />}
      main={(row) => <Main row={row} doing={doing} start={start} />}
    />
  );
}
