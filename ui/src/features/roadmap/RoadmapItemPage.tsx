// One roadmap item: aim and prediction, whose words are behind it, its steps (commit, release, drop) and who asked.
import { Button, Select, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { linksQuery } from '../../api/queries';
import { type AnyRow, stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { Obj } from '../../kit/Chips';
import { AskedLine } from '../../kit/chain/AskedLine';
import { AskedOf } from '../../kit/chain/AskedOf';
import { PlaceButton } from '../../kit/chain/PlaceButton';
import { PlaceForm } from '../../kit/chain/PlaceForm';
import { strengthQuery } from '../../kit/chain/queries';
import { ReleaseForm } from '../../kit/chain/ReleaseForm';
import { StrengthLine } from '../../kit/chain/StrengthLine';
import type { Asked, Horizon } from '../../kit/chain/types';
import { WeighedList } from '../../kit/chain/WeighedList';
import { useCommands } from '../../kit/commands';
import kit from '../../kit/kit.module.css';
import { ObjectPage } from '../../kit/ObjectPage';
import { Facts, Section } from '../../kit/Page';
import { Await } from '../../kit/States';
import { rowCan } from '../../kit/session';
import { useParam } from '../../kit/useParam';
import { usePatch } from '../../kit/usePatch';
import { CommitForm } from './CommitForm';
import { DropForm } from './DropForm';
import { useOutcome, usePrediction } from './outcome';
import { audiences } from './queries';

type Doing = 'commit' | 'release' | 'drop' | { place: Horizon } | null;
type After = { asked: Asked; about: string } | null;

function Why({ id }: { id: string }) {
  const t = useT();
  const { data } = useQuery(linksQuery(id));
  const found = (data?.data ?? []).flatMap((l) =>
    l.from_type === 'opportunity'
      ? [{ id: l.from, label: l.from_label }]
      : l.to_type === 'opportunity'
        ? [{ id: l.to, label: l.to_label }]
        : [],
  );
  return (
    <Section title={t('roadmap.answers')}>
      {found.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('roadmap.noOpportunity')}
        </Text>
      ) : null}
      <ul className={kit.plainList}>
        {found.map((o) => (
          <li key={o.id} dir="auto">
            <Obj id={o.id} label={o.label} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Aim({ row }: { row: AnyRow }) {
  const t = useT();
  const words = useWords();
  const outcome = useOutcome();
  const prediction = usePrediction();
  const patch = usePatch('roadmap_item');
  return (
    <Section title={t('roadmap.aim')}>
      <Facts
        of={[
          [t('roadmap.outcome'), outcome(row) ?? t('roadmap.noOutcome')],
          [t('roadmap.probability'), prediction(row) ?? '–'],
          [t('roadmap.guardrail'), stringOf(row.guardrail) || '–'],
          [
            t('roadmap.place.goal'),
            row.goal_id ? <Obj key="g" id={stringOf(row.goal_id)} label={stringOf(row.goal_label)} /> : '–',
          ],
          [t('roadmap.place.horizon'), words('enum', stringOf(row.horizon))],
          [
            t('roadmap.audience'),
            rowCan(row, 'update') ? (
              <Select
                key="a"
                size="xs"
                w={160}
                aria-label={t('roadmap.audience')}
                data={audiences.map((a) => ({ value: a, label: words('enum', a) }))}
                value={stringOf(row.audience) || 'internal'}
                onChange={(audience) => audience && patch.mutate({ id: row.id, set: { audience } })}
                allowDeselect={false}
              />
            ) : (
              words('enum', stringOf(row.audience))
            ),
          ],
        ]}
      />
    </Section>
  );
}

function Main({ row, doing, start }: { row: AnyRow; doing: Doing; start: (d: Doing) => void }) {
  const t = useT();
  const [after, setAfter] = useState<After>(null);
  const query = useQuery(strengthQuery(row.id));
  const close = () => start(null);
  return (
    <>
      {doing === 'commit' ? <CommitForm row={row} close={close} /> : null}
      {doing === 'release' ? (
        <ReleaseForm
          id={row.id}
          title={stringOf(row.title)}
          close={close}
          done={(r) => {
            setAfter({ asked: r.asked, about: r.release.id });
            close();
          }}
        />
      ) : null}
      {doing === 'drop' ? (
        <DropForm
          row={row}
          close={close}
          done={(d) => {
            setAfter({ asked: d.asked, about: d.decision.id });
            close();
          }}
        />
      ) : null}
      {doing !== null && typeof doing === 'object' ? (
        <PlaceForm
          what={{ roadmap_item_id: row.id, name: stringOf(row.title), goal: stringOf(row.goal_label) }}
          horizon={doing.place}
          close={close}
          done={(p) => {
            setAfter(p.decision ? { asked: p.asked, about: p.decision.id } : null);
            close();
          }}
        />
      ) : null}
      {after ? <AskedLine asked={after.asked} about={after.about} takesFocus /> : <AskedOf id={row.id} />}
      <Aim row={row} />
      <Why id={row.id} />
      <Section title={t('insight.strength')}>
        <StrengthLine id={row.id} />
      </Section>
      <Section title={t('roadmap.words')}>
        <Await query={query} rows={4}>
          {(s) => <WeighedList of={s.supports} empty={t('opportunity.noSupport')} />}
        </Await>
      </Section>
    </>
  );
}

function Actions({ row, start }: { row: AnyRow; start: (d: Doing) => void }) {
  const t = useT();
  const may = rowCan(row, 'update') && !row.archived_at;
  const open = row.state === 'candidate' || row.state === 'committed' || row.state === 'in_delivery';
  const all = may && open;
  useCommands(
    'item',
    all
      ? [
          { id: 'roadmap.commit', label: 'roadmap.commit', keys: 'C', run: () => start('commit') },
          { id: 'roadmap.release', label: 'release.make', keys: 'R', run: () => start('release') },
          { id: 'roadmap.drop', label: 'roadmap.drop', keys: 'D', run: () => start('drop') },
        ]
      : [],
  );
  if (!all) return null;
  return (
    <>
      {row.state === 'candidate' ? (
        <Button size="xs" variant="default" onClick={() => start('commit')}>
          {t('roadmap.commit')}
        </Button>
      ) : null}
      <Button size="xs" onClick={() => start('release')}>
        {t('release.make')}
      </Button>
      <PlaceButton choose={(place) => start({ place })} current={stringOf(row.horizon)} />
      <Button size="xs" variant="default" onClick={() => start('drop')}>
        {t('roadmap.drop')}
      </Button>
    </>
  );
}

export function RoadmapItemPage() {
  const id = useParam('id');
  const [doing, start] = useState<Doing>(null);
  return (
    <ObjectPage
      key={id}
      of="roadmap_item"
      id={id}
      skip={[
        'metric',
        'baseline',
        'target',
        'due_on',
        'prediction',
        'guardrail',
        'goal_id',
        'horizon',
        'audience',
        'unmeasured_bet',
        'position',
      ]}
      actions={(row) => <Actions row={row} start={start} />}
      main={(row) => <Main row={row} doing={doing} start={start} />}
    />
  );
}
