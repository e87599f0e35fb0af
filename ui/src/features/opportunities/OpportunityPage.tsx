// One opportunity: the need, the request kept apart, goal, reach and strength with the evidence for and against, its
// score, and the two ways on: the roadmap, or a no with its reason.
import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type AnyRow, stringOf } from '../../api/types';
import { useT } from '../../i18n';
import { hrefOf, Obj } from '../../kit/Chips';
import { CountedPanel, useCounted } from '../../kit/Counted';
import { AskedLine } from '../../kit/chain/AskedLine';
import { AskedOf } from '../../kit/chain/AskedOf';
import chain from '../../kit/chain/chain.module.css';
import { DecideForm } from '../../kit/chain/DecideForm';
import { PlaceButton } from '../../kit/chain/PlaceButton';
import { PlaceForm } from '../../kit/chain/PlaceForm';
import { type Decided, strengthQuery } from '../../kit/chain/queries';
import { SolutionWarning } from '../../kit/chain/SolutionWarning';
import { StrengthLine } from '../../kit/chain/StrengthLine';
import type { Horizon } from '../../kit/chain/types';
import { WeighedList } from '../../kit/chain/WeighedList';
import { useCommands } from '../../kit/commands';
import { Count } from '../../kit/Num';
import { ObjectPage } from '../../kit/ObjectPage';
import { Section } from '../../kit/Page';
import { Await } from '../../kit/States';
import { useCan } from '../../kit/session';
import { useNumber } from '../../kit/Time';
import { useParam } from '../../kit/useParam';
import { Moments } from './Moments';
import css from './opportunities.module.css';
import { ScoreCard } from './ScoreCard';

type Doing = { place: Horizon } | 'decide' | null;

function Evidence({ id }: { id: string }) {
  const t = useT();
  const query = useQuery(strengthQuery(id));
  return (
    <Await query={query} rows={4}>
      {(s) => (
        <div className={css.sides}>
          <Section title={t('opportunity.supports', { n: s.supports.length })}>
            <WeighedList of={s.supports} empty={t('opportunity.noSupport')} />
          </Section>
          <Section title={t('opportunity.contradicts', { n: s.contradicts.length })}>
            <WeighedList of={s.contradicts} empty={t('opportunity.noAgainst')} />
          </Section>
        </div>
      )}
    </Await>
  );
}

function Reach({ row }: { row: AnyRow }) {
  const t = useT();
  const number = useNumber();
  const open = useCounted();
  const { data } = useQuery(strengthQuery(row.id));
  if (!data) return null;
  return (
    <Text size="sm" component="div" className={chain.prose}>
      {t('opportunity.reachedBy')}{' '}
      <Count
        n={number(data.accounts)}
        of={t('opportunity.accounts')}
        open={() => open('evidence', `opportunity:${row.number ?? row.id}`)}
      />{' '}
      {data.segments.map((s) => `${s.name} ${s.accounts}`).join(', ')}
    </Text>
  );
}

function Main({ row, doing, start }: { row: AnyRow; doing: Doing; start: (d: Doing) => void }) {
  const t = useT();
  const navigate = useNavigate();
  const [decided, setDecided] = useState<Decided | null>(null);
  const close = () => start(null);
  return (
    <>
      {doing !== null && typeof doing === 'object' ? (
        <PlaceForm
          what={{ opportunity_id: row.id, name: stringOf(row.need), goal: stringOf(row.goal_label) }}
          horizon={doing.place}
          close={close}
          done={(placed) =>
            void navigate({ to: hrefOf('roadmap_item', placed.roadmap_item.id, placed.roadmap_item.number) })
          }
        />
      ) : null}
      {doing === 'decide' ? (
        <DecideForm
          opportunity={row.id}
          close={close}
          done={(d) => {
            setDecided(d);
            close();
          }}
        />
      ) : null}
      {decided ? <AskedLine asked={decided.asked} about={decided.decision.id} takesFocus /> : <AskedOf id={row.id} />}
      <SolutionWarning text={stringOf(row.need)} />
      <Section title={t('opportunity.request')}>
        {row.request ? (
          <Text dir="auto" style={{ whiteSpace: 'pre-wrap' }}>
            {stringOf(row.request)}
          </Text>
        ) : (
          <Text size="sm" c="dimmed">
            {t('opportunity.noRequest')}
          </Text>
        )}
      </Section>
      <Section title={t('opportunity.why')}>
        <Text size="sm" component="div" className={chain.prose}>
          {row.goal_id ? (
            <>
              {t('opportunity.goal')} <Obj id={stringOf(row.goal_id)} label={stringOf(row.goal_label)} />
            </>
          ) : (
            t('opportunity.noGoal')
          )}
        </Text>
        <Reach row={row} />
        <StrengthLine id={row.id} />
      </Section>
      <ScoreCard id={row.id} />
      <Moments id={row.id} />
      <Evidence id={row.id} />
    </>
  );
}

function Actions({ row, start }: { row: AnyRow; start: (d: Doing) => void }) {
  const t = useT();
  const can = useCan();
  const settles = can('decisions_decide') || can('decisions_create');
  const done = row.state === 'done';
  useCommands(
    'item',
    settles && !done
      ? [{ id: 'opportunity.decide', label: 'opportunity.decide', keys: 'D', run: () => start('decide') }]
      : [],
  );
  if (done || row.archived_at) return null;
  return (
    <>
      {can('roadmap_create') ? <PlaceButton filled choose={(place) => start({ place })} /> : null}
      {settles ? (
        <Button size="xs" variant="default" onClick={() => start('decide')}>
          {t('opportunity.decide')}
        </Button>
      ) : null}
    </>
  );
}

export function OpportunityPage() {
  const id = useParam('id');
  const [doing, start] = useState<Doing>(null);
  return (
    <ObjectPage
      key={id}
      of="opportunity"
      id={id}
      skip={['request', 'goal_id']}
      unlisted={['evidence', 'struggling_moment', 'goal']}
      actions={(row) => <Actions row={row} start={start} />}
      main={(row) => <Main row={row} doing={doing} start={start} />}
      side={() => <CountedPanel />}
    />
  );
}
