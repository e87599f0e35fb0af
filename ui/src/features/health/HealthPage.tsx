// How well the loop closes: how far words got, how long they waited, who was answered, whether bets paid. Every figure
// has its numerator, denominator and period and opens what it counts.
import { Group, SegmentedControl, Text, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { use } from 'react';
import { LocaleContext, useT } from '../../i18n';
import { To } from '../../kit/Chips';
import { CountedPanel, useCounted } from '../../kit/Counted';
import kit from '../../kit/kit.module.css';
import { Page } from '../../kit/Page';
import { Await, Empty } from '../../kit/States';
import { onDay } from '../../kit/Time';
import { useView } from '../../kit/useView';
import { Coverage } from './Coverage';
import { Answering, Deciding, Learning, Waits } from './Parts';
import { type Loop, loopQuery } from './queries';
import { Waiting } from './Waiting';

const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
const spans = ['28', '90', '365'] as const;

function Body({ loop }: { loop: Loop }) {
  const t = useT();
  const locale = use(LocaleContext);
  const open = useCounted();
  const period = t('health.period', {
    from: onDay(loop.from.slice(0, 10), locale),
    to: onDay(loop.to.slice(0, 10), locale),
  });
  const within = `received_at:${loop.from.slice(0, 10)}..${loop.to.slice(0, 10)}`;
  const show = (f: string) => open('evidence', f || within);
  if (loop.population.received === 0) {
    return (
      <>
        <Empty
          title={t('health.none')}
          why={
            loop.population.history > 0 ? t('health.noneHistory', { n: loop.population.history }) : t('health.noneWhy')
          }
        >
          <To to="/inbox">{t('page.inbox')}</To>
          <To to="/imports/new">{t('theme.noneImport')}</To>
        </Empty>
        <Answering loop={loop} period={period} open={show} />
        <Deciding loop={loop} period={period} open={show} />
      </>
    );
  }
  return (
    <>
      <Coverage loop={loop} period={period} open={show} />
      <Waiting loop={loop} period={period} />
      <Answering loop={loop} period={period} open={show} />
      <Deciding loop={loop} period={period} open={show} />
      <Learning loop={loop} period={period} />
      <Waits loop={loop} />
    </>
  );
}

export function HealthPage() {
  const t = useT();
  const { view, set } = useView();
  const from = view.from ?? day(90);
  const to = view.until ?? day(-1);
  const query = useQuery({ ...loopQuery(from, to), placeholderData: keepPreviousData });
  const span = spans.find((s) => from === day(Number(s)) && to === day(-1)) ?? '';
  return (
    <Page title={t('page.loop')}>
      <Group gap="sm" align="end">
        <SegmentedControl
          size="xs"
          aria-label={t('health.span')}
          value={span}
          onChange={(s) => set({ from: day(Number(s)), until: day(-1) })}
          data={spans.map((s) => ({ value: s, label: t('health.days', { n: s }) }))}
        />
        <TextInput
          size="xs"
          type="date"
          label={t('health.from')}
          value={from}
          onChange={(e) => set({ from: e.currentTarget.value, until: to })}
        />
        <TextInput
          size="xs"
          type="date"
          label={t('health.to')}
          value={to}
          onChange={(e) => set({ until: e.currentTarget.value, from })}
        />
        <Text size="xs" c="dimmed">
          {t('health.toWhy')}
        </Text>
      </Group>
      <div className={kit.split}>
        <div className={kit.splitMain}>
          <Await query={query} rows={12}>
            {(loop) => <Body loop={loop} />}
          </Await>
        </div>
        <CountedPanel />
      </div>
    </Page>
  );
}
