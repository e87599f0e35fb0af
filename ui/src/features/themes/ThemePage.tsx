// One theme: what belongs to it, who was heard and who was not, its quotes and items, and the way on to an opportunity.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type AnyRow, stringOf } from '../../api/types';
import { useT } from '../../i18n';
import { hrefOf, Obj } from '../../kit/Chips';
import { CountedPanel, useCounted } from '../../kit/Counted';
import type { Ref } from '../../kit/chain/types';
import { useCommands } from '../../kit/commands';
import kit from '../../kit/kit.module.css';
import { ObjectPage } from '../../kit/ObjectPage';
import { Section } from '../../kit/Page';
import { Await } from '../../kit/States';
import { rowCan, useCan } from '../../kit/session';
import { useParam } from '../../kit/useParam';
import { usePatch } from '../../kit/usePatch';
import { MergeForm } from './MergeForm';
import { NotHeard, Quotes, Segments, VoicesWarning } from './parts';
import { summaryQuery } from './queries';
import { RenameForm } from './RenameForm';
import { ThemeItems } from './ThemeItems';
import { ThemeNumbers } from './ThemeNumbers';
import { ToInsight } from './ToInsight';
import { ToOpportunity } from './ToOpportunity';
import { useMergeTarget } from './useMergeTarget';

type Open = 'opportunity' | 'insight' | 'rename' | 'merge' | null;

function Refs({ title, of }: { title: string; of: Ref[] }) {
  if (of.length === 0) return null;
  return (
    <Section title={title}>
      <ul className={kit.plainList}>
        {of.map((r) => (
          <li key={r.id}>
            <Obj id={r.id} label={r.label} number={r.number} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Merge({ row, close }: { row: AnyRow; close: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const { picker, both } = useMergeTarget(row);
  if (!both) return <div>{picker}</div>;
  return (
    <MergeForm
      themes={both}
      close={close}
      done={(into) => (into === row.id ? close() : void navigate({ to: hrefOf('theme', into) }))}
      key={t('theme.merge')}
    />
  );
}

function Forms({ row, opened, open }: { row: AnyRow; opened: Open; open: (o: Open) => void }) {
  const close = () => open(null);
  if (opened === 'opportunity') return <ToOpportunity theme={row} close={close} />;
  if (opened === 'insight') return <ToInsight theme={row} close={close} />;
  if (opened === 'rename') return <RenameForm row={row} close={close} />;
  if (opened === 'merge') return <Merge row={row} close={close} />;
  return null;
}

function ThemeMain({ row, opened, open }: { row: AnyRow; opened: Open; open: (o: Open) => void }) {
  const t = useT();
  const query = useQuery(summaryQuery(row.id));
  const { show } = useEvidence(row);
  return (
    <>
      <Forms row={row} opened={opened} open={open} />
      <Await query={query} rows={8}>
        {(s) => (
          <>
            <ThemeNumbers of={s} open={show} />
            <VoicesWarning of={s.voices} />
            <NotHeard of={s.not_heard} />
            <Section title={t('theme.what')}>
              <p style={{ margin: 0 }} dir="auto">
                {stringOf(row.definition) || t('theme.noDefinition')}
              </p>
              {row.rule ? (
                <p style={{ margin: '6px 0 0' }}>
                  {t('theme.rule')} <code>{stringOf(row.rule)}</code>
                </p>
              ) : null}
            </Section>
            <Section title={t('theme.quotes')}>
              <Quotes of={s.quotes} />
            </Section>
            <Section title={t('theme.segments')}>
              <Segments of={s.segments} open={(id) => show(`segment:${id}`)} />
            </Section>
            <Refs title={t('resource.opportunity.many')} of={s.opportunities} />
            <Refs title={t('resource.insight.many')} of={s.insights} />
          </>
        )}
      </Await>
      <ThemeItems theme={row} />
    </>
  );
}

/** Opens the theme's evidence, narrowed by one more filter token. */
function useEvidence(row: AnyRow): { show: (more: string) => void } {
  const open = useCounted();
  return { show: (more) => open('evidence', `theme:${row.number ?? row.id} ${more}`.trim()) };
}

function Actions({ row, open }: { row: AnyRow; open: (o: Open) => void }) {
  const t = useT();
  const can = useCan();
  const patch = usePatch('theme');
  const may = rowCan(row, 'update');
  const pin = () => patch.mutate({ id: row.id, set: { pinned: !row.pinned } });
  const offers = can('opportunities_create');
  const claims = can('insights_create');
  useCommands('item', [
    ...(offers
      ? [
          {
            id: 'theme.toOpportunity',
            label: 'theme.toOpportunity' as const,
            keys: 'o',
            run: () => open('opportunity'),
          },
        ]
      : []),
    ...(claims
      ? [{ id: 'theme.toInsight', label: 'theme.toInsight' as const, keys: 'i', run: () => open('insight') }]
      : []),
    ...(may
      ? [
          { id: 'theme.rename', label: 'theme.rename' as const, keys: 'r', run: () => open('rename') },
          { id: 'theme.pin', label: 'theme.pin' as const, keys: 'p', run: pin },
          { id: 'theme.merge', label: 'theme.merge' as const, keys: 'M', run: () => open('merge') },
        ]
      : []),
  ]);
  return (
    <>
      {offers ? (
        <Button size="xs" onClick={() => open('opportunity')}>
          {t('theme.toOpportunity')}
        </Button>
      ) : null}
      {claims ? (
        <Button size="xs" variant="default" onClick={() => open('insight')}>
          {t('theme.toInsight')}
        </Button>
      ) : null}
      {may ? (
        <>
          <Button size="xs" variant="default" onClick={() => open('rename')}>
            {t('theme.rename')}
          </Button>
          <Button size="xs" variant="default" aria-pressed={row.pinned === true} onClick={pin}>
            {row.pinned ? t('theme.unpin') : t('theme.pin')}
          </Button>
          <Button size="xs" variant="default" onClick={() => open('merge')}>
            {t('theme.merge')}
          </Button>
        </>
      ) : null}
    </>
  );
}

export function ThemePage() {
  const id = useParam('id');
  const [opened, open] = useState<Open>(null);
  return (
    <ObjectPage
      key={id}
      of="theme"
      id={id}
      skip={['definition', 'rule', 'items', 'accounts']}
      unlisted={['evidence', 'opportunity', 'insight']}
      actions={(row) => <Actions row={row} open={open} />}
      main={(row) => <ThemeMain row={row} opened={opened} open={open} />}
      side={() => <CountedPanel />}
    />
  );
}
