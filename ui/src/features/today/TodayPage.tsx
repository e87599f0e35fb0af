// What is new, rising and overdue since the last visit; each line leads to what it counts.
import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useT } from '../../i18n';
import { To } from '../../kit/Chips';
import { useCommands } from '../../kit/commands';
import { Page } from '../../kit/Page';
import { RouteLink } from '../../kit/RouteLink';
import { Await, Empty, Region } from '../../kit/States';
import { useStartSample } from '../../kit/sample';
import { Can, useMe } from '../../kit/session';
import { Ago, useNumber } from '../../kit/Time';
import { useAfter } from '../../kit/useAfter';
import { OverdueList, Rising, ToTellList } from './parts';
import { markSeen, type Today, todayQuery } from './queries';
import css from './today.module.css';

const seenAfterMs = 30_000;

/** Counts of what came in, each a link to exactly these objects. */
function NewSince({ today }: { today: Today }) {
  const t = useT();
  const number = useNumber();
  const since = { f: `created_at:${today.since.slice(0, 19)}Z..` };
  const lines = [
    { n: today.new.evidence, to: '/evidence', label: t('today.new.evidence', { n: today.new.evidence ?? 0 }) },
    { n: today.new.accounts, to: '/accounts', label: t('today.new.accounts', { n: today.new.accounts ?? 0 }) },
    { n: today.new.themes, to: '/themes', label: t('today.new.themes', { n: today.new.themes ?? 0 }) },
    {
      n: today.new.opportunities,
      to: '/opportunities',
      label: t('today.new.opportunities', { n: today.new.opportunities ?? 0 }),
    },
    { n: today.new.decisions, to: '/decisions', label: t('today.new.decisions', { n: today.new.decisions ?? 0 }) },
    { n: today.new.answers, to: '/answers', label: t('today.new.answers', { n: today.new.answers ?? 0 }) },
  ].filter((l) => (l.n ?? 0) > 0);
  return (
    <section aria-label={t('today.since')} className={css.since}>
      <Text size="sm" c="dimmed">
        {t('today.since')} <Ago at={today.since} />
      </Text>
      {lines.length === 0 ? <Text>{t('today.nothingNew')}</Text> : null}
      <ul className={css.figures}>
        {lines.map((l) => (
          <li key={l.to}>
            <To to={l.to} search={l.to === '/themes' ? undefined : since}>
              <b>{number(l.n)}</b> {l.label}
            </To>
          </li>
        ))}
      </ul>
    </section>
  );
}

function InboxStrip({ today }: { today: Today }) {
  const t = useT();
  const { open, overdue, urgent } = today.inbox;
  return (
    <section aria-label={t('page.inbox')} className={css.strip}>
      <div>
        <Text fw={600}>{open === 0 ? t('inbox.empty') : t('today.inbox', { n: open })}</Text>
        <Text size="sm" c="dimmed">
          {[
            overdue > 0 ? t('inbox.overdue', { n: overdue }) : t('today.noneOverdue'),
            urgent > 0 ? t('today.urgent', { n: urgent }) : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      </div>
      {open > 0 ? (
        <Button component={RouteLink} to="/inbox" size="xs">
          {t('today.toInbox')}
        </Button>
      ) : null}
    </section>
  );
}

function Nothing() {
  const t = useT();
  const sample = useStartSample();
  return (
    <Empty title={t('today.empty')} why={t('today.empty.why')}>
      <Can permission="evidence_create">
        <Button component={RouteLink} to="/imports/new">
          {t('import.new')}
        </Button>
        <Button component={RouteLink} to="/capture" variant="default">
          {t('capture')}
        </Button>
      </Can>
      <Button variant="subtle" onClick={() => void sample()}>
        {t('start.sample')}
      </Button>
    </Empty>
  );
}

function Body({ today }: { today: Today }) {
  const t = useT();
  return (
    <>
      <NewSince today={today} />
      <InboxStrip today={today} />
      <div className={css.columns}>
        <div>
          <Region name="overdue">
            <OverdueList
              title={t('today.overdue')}
              rows={today.overdue}
              total={today.overdue_total}
              none={t('today.overdue.none')}
            />
            {today.waiting_for_me.length > 0 ? (
              <OverdueList title={t('today.mine')} rows={today.waiting_for_me} total={today.waiting_for_me.length} />
            ) : null}
          </Region>
        </div>
        <div>
          <Region name="rising">
            <Rising title={t('today.rising')} themes={today.rising} none={t('today.rising.none')} />
            {today.new_themes.length > 0 ? <Rising title={t('today.newThemes')} themes={today.new_themes} /> : null}
            {today.to_tell.length > 0 ? <ToTellList rows={today.to_tell} /> : null}
          </Region>
        </div>
      </div>
    </>
  );
}

export function TodayPage() {
  const t = useT();
  const me = useMe();
  const query = useQuery(todayQuery);
  useAfter(seenAfterMs, () => void markSeen().catch(() => null));
  useCommands('page', [{ id: 'today.refresh', label: 'today.refresh', keys: '.', run: () => void query.refetch() }]);
  return (
    <Page title={t('place.today')}>
      <Await query={query}>{(today) => (me?.counts.evidence === 0 ? <Nothing /> : <Body today={today} />)}</Await>
    </Page>
  );
}
