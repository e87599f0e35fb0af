// Everything an account or contact said and what became of it, newest first, with promises kept and late.
import { Button, SegmentedControl, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useT, useWords } from '../../i18n';
import { Emotion, Obj, Pill, To } from '../../kit/Chips';
import kit from '../../kit/kit.module.css';
import { Section } from '../../kit/Page';
import { shorten } from '../../kit/Quote';
import { Empty, Failed, Loading } from '../../kit/States';
import { Ago, Due, useNumber } from '../../kit/Time';
import css from './people.module.css';
import { type Entry, type Figures, type TimelinePromise, timelineQuery } from './queries';

type Path = 'accounts' | 'contacts';

const signs: Readonly<Record<string, string>> = {
  said: '“',
  decided: '◇',
  committed: '▤',
  released: '▲',
  answered: '↩',
  consent: '✓',
  merged: '⇒',
};

function Summary({ figures, path, id }: { figures: Figures; path: Path; id: string }) {
  const t = useT();
  const number = useNumber();
  const of = (filter: string) => ({ f: `${path === 'accounts' ? 'account_id' : 'contact_id'}:${id}${filter}` });
  return (
    <ul className={css.figures}>
      <li>
        <To to="/evidence" search={of('')}>
          <b>{number(figures.items)}</b> {t('people.items', { n: figures.items })}
        </To>
      </li>
      <li>
        <To to="/evidence" search={of(' state:received,triaged,linked,waiting')}>
          <b>{number(figures.open)}</b> {t('people.open')}
        </To>
      </li>
      <li>
        <b>{`${number(figures.decided)}/${number(figures.items)}`}</b> {t('people.decided')}
      </li>
      <li>
        <b>{`${number(figures.answered)}/${number(figures.items)}`}</b> {t('people.answered')}
      </li>
      {path === 'accounts' ? (
        <li>
          <To to="/contacts" search={{ f: `account_id:${id}` }}>
            <b>{number(figures.contacts)}</b> {t('people.contacts', { n: figures.contacts })}
          </To>
        </li>
      ) : null}
    </ul>
  );
}

function PromiseList({ rows }: { rows: TimelinePromise[] }) {
  const t = useT();
  const words = useWords();
  if (rows.length === 0) return null;
  return (
    <Section title={t('people.promises')}>
      <ul className={kit.plainList}>
        {rows.map((p) => (
          <li key={`${p.about.id}${p.contact_label ?? ''}`} className={css.promise} data-state={p.state}>
            <span>{words('promise', p.state)}</span>
            <Obj id={p.about.id} label={p.about.label} number={p.about.number} />
            <Text span size="xs" c="dimmed">
              {p.contact_label} {p.kept_at ? <Ago at={p.kept_at} /> : <Due at={p.due_at} />}
            </Text>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function EntryLine({ of }: { of: Entry }) {
  const words = useWords();
  const said = of.kind === 'said';
  return (
    <li className={css.entry} data-kind={of.kind}>
      <span className={css.sign} aria-hidden="true">
        {signs[of.kind] ?? '·'}
      </span>
      <div>
        <div dir="auto" className={said ? css.said : undefined}>
          {said ? (
            <To to={`/evidence/${of.object.id}`}>{shorten(of.text, 400)}</To>
          ) : (
            <>
              {`${words('timeline', of.kind)}: `}
              <Obj id={of.object.id} label={of.object.label} number={of.object.number} />
              {of.text && of.text !== of.object.label ? ` ${of.text}` : ''}
            </>
          )}
        </div>
        <div className={css.foot}>
          {of.because ? <Obj id={of.because.id} label={`“${shorten(of.because.label, 60)}”`} /> : null}
          <span>{of.contact_label}</span>
          <span>{of.by_label}</span>
          <Emotion of={of.emotion} />
          <Pill of={of.state} />
          <Ago at={of.at} />
        </div>
      </div>
    </li>
  );
}

export function TimelineView({ path, id }: { path: Path; id: string }) {
  const t = useT();
  const query = useInfiniteQuery(timelineQuery(path, id));
  const [only, show] = useState('');
  const pages = query.data?.pages;
  const first = pages?.[0];
  if (query.error && !first) return <Failed error={query.error} retry={() => void query.refetch()} />;
  if (!first || !pages) return <Loading rows={6} />;
  const all = pages.flatMap((p) => p.data);
  const rows = all.filter((e) => only === '' || (only === 'said') === (e.kind === 'said'));
  return (
    <>
      <Summary figures={first.figures} path={path} id={id} />
      <PromiseList rows={first.promises} />
      <Section
        title={t('people.timeline')}
        aside={
          <SegmentedControl
            size="xs"
            aria-label={t('people.show')}
            value={only}
            onChange={show}
            data={[
              { value: '', label: t('people.all') },
              { value: 'said', label: t('people.said') },
              { value: 'done', label: t('people.done') },
            ]}
          />
        }
      >
        {rows.length === 0 ? <Empty title={t('people.nothing')} why={t('people.nothing.why')} /> : null}
        <ol className={css.timeline}>
          {rows.map((e) => (
            <EntryLine key={`${e.kind} ${e.object.id} ${e.at}`} of={e} />
          ))}
        </ol>
        {query.hasNextPage ? (
          <Button
            size="xs"
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('search.more')}
          </Button>
        ) : null}
      </Section>
    </>
  );
}
