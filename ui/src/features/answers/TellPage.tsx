// Telling everyone who asked: who can be told with each real message (j, k), who cannot and why; approve one or all,
// take it back within the minute, watch it leave, and see who got their answer.
import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useT, useWords } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { Obj, To } from '../../kit/Chips';
import chain from '../../kit/chain/chain.module.css';
import { Told } from '../../kit/chain/Told';
import { isTold, type Tell, tellQuery } from '../../kit/chain/tell';
import { Warn } from '../../kit/chain/Warn';
import { useCommands } from '../../kit/commands';
import { Page } from '../../kit/Page';
import { Await, Empty } from '../../kit/States';
import { useCan } from '../../kit/session';
import { useView } from '../../kit/useView';
import css from './answers.module.css';
import { HoldBar, isBusy } from './HoldBar';
import { NotSendable } from './NotSendable';
import { OwnWords } from './OwnWords';
import { Preview } from './Preview';
import { type Line, linesOf, type Refused, useDrafts, useTell } from './useTell';

function Counts({ tell, ready }: { tell: Tell; ready: number }) {
  const t = useT();
  const words = useWords();
  const told = tell.answers.filter(isTold).length;
  return (
    <div className={css.counts}>
      <span>{t('answers.askedN', { n: tell.asked })}</span>
      <span>{t('answers.sendableN', { n: ready })}</span>
      <span>{t('answers.toldN', { n: told })}</span>
      {Object.entries(tell.not_counts).map(([why, n]) =>
        n ? <span key={why}>{`${words('reach', why)} ${n}`}</span> : null,
      )}
    </div>
  );
}

function RefusedList({ of, lines }: { of: Refused[]; lines: Line[] }) {
  const t = useT();
  const words = useWords();
  if (of.length === 0) return null;
  return (
    <Warn>
      {t('answers.refused', { n: of.length })}{' '}
      {of
        .map((r) => `${lines.find((l) => l.draft?.id === r.id)?.contact ?? r.id}: ${r.note || words('reach', r.why)}`)
        .join('; ')}
    </Warn>
  );
}

function People({ lines, at, go }: { lines: Line[]; at: number; go: (i: number) => void }) {
  const t = useT();
  return (
    <ul className={css.people} aria-label={t('answers.people')}>
      {lines.map((l, i) => (
        <li key={l.key}>
          <button type="button" aria-current={i === at || undefined} onClick={() => go(i)}>
            <span dir="auto">{l.contact}</span>
            <small>
              {[l.account, l.language, l.draft ? t('answers.isDraft') : '', l.asking ? t('answers.askFirst') : '']
                .filter(Boolean)
                .join(' · ')}
            </small>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Walk({ about, tell }: { about: string; tell: Tell }) {
  const t = useT();
  const can = useCan();
  const lines = linesOf(tell, useDrafts(tell));
  const doing = useTell(about, lines);
  const [at, setAt] = useState(0);
  const [own, setOwn] = useState(false);
  const here = Math.min(at, Math.max(0, lines.length - 1));
  const go = (i: number) => setAt(Math.max(0, Math.min(lines.length - 1, i)));
  const may = can('answers_decide');
  const ready = lines.filter((l) => !l.asking).length;
  useCommands('list', [
    { id: 'list.next', label: 'list.next', keys: 'j', run: () => go(here + 1) },
    { id: 'list.previous', label: 'list.previous', keys: 'k', run: () => go(here - 1) },
    ...(may && ready > 0
      ? [
          {
            id: 'answers.approveAll',
            label: 'answers.approveAllShort' as const,
            keys: 'A',
            run: () => void doing.approveAll(),
          },
        ]
      : []),
  ]);
  const line = lines[here];
  return (
    <>
      <Counts tell={tell} ready={lines.length} />
      <HoldBar of={tell.answers} />
      <RefusedList of={doing.refused} lines={lines} />
      <Told of={tell.answers} />
      {line ? (
        <>
          <Group gap="xs">
            {may ? (
              <ActButton size="sm" onAct={doing.approveAll} disabled={ready === 0} autoFocus>
                {t('answers.approveAll', { n: ready })}
              </ActButton>
            ) : (
              <>
                <ActButton size="sm" onAct={() => doing.draft(undefined, false)}>
                  {t('answers.draftAll')}
                </ActButton>
                <Text size="sm" c="dimmed">
                  {t('answers.needsApproval')}
                </Text>
              </>
            )}
            <Button size="sm" variant="default" aria-expanded={own} onClick={() => setOwn(!own)}>
              {t('answers.ownWords')}
            </Button>
          </Group>
          {own ? <OwnWords tell={doing} languages={tell.languages.length > 0 ? tell.languages : ['en']} /> : null}
          <div className={css.walk}>
            <People lines={lines} at={here} go={go} />
            <Preview key={line.key} line={line} tell={doing} may={may} />
          </div>
        </>
      ) : tell.answers.some(isBusy) ? null : (
        <Empty
          title={tell.asked === 0 ? t('answers.nobody') : t('answers.allTold')}
          why={tell.asked === 0 ? t('answers.nobodyWhy') : t('answers.allToldWhy')}
        />
      )}
      <NotSendable tell={tell} />
    </>
  );
}

function Run({ about }: { about: string }) {
  const t = useT();
  const words = useWords();
  const query = useQuery({
    ...tellQuery(about),
    refetchInterval: (q) => (q.state.data?.answers.some(isBusy) ? 3000 : false),
  });
  return (
    <Await query={query} rows={8}>
      {(tell) => (
        <>
          <Text size="sm" component="div" className={chain.prose}>
            <Obj id={tell.about.id} label={tell.about.label} number={tell.about.number} />
            {tell.outcome ? ` · ${words('enum', tell.outcome)}` : ''}
            {tell.reason ? <span dir="auto">{` · ${tell.reason}`}</span> : null}
          </Text>
          {!tell.reason && tell.about.type === 'decision' ? <Warn>{t('answers.noReason')}</Warn> : null}
          <Walk key={tell.about.id} about={tell.about.id} tell={tell} />
        </>
      )}
    </Await>
  );
}

export function TellPage() {
  const t = useT();
  const { view } = useView();
  const about = view.release ?? view.decision ?? '';
  return (
    <Page title={t('answers.title')}>
      {about ? (
        <Run key={about} about={about} />
      ) : (
        <Empty title={t('answers.pick')} why={t('answers.pickWhy')}>
          <To to="/decisions">{t('resource.decision.many')}</To>
          <To to="/releases">{t('resource.release.many')}</To>
        </Empty>
      )}
    </Page>
  );
}
