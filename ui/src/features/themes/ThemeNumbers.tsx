// A theme's figures and its weeks: each opens exactly the items it counts.
import { use } from 'react';
import { LocaleContext, useT } from '../../i18n';
import { Bars } from '../../kit/chart/Bars';
import { ChartFigure } from '../../kit/chart/ChartFigure';
import figure from '../../kit/figure.module.css';
import { Num } from '../../kit/Num';
import { onDay } from '../../kit/Time';
import type { Summary } from './queries';

const dayMs = 86_400_000;
const plain = { low: null, high: null, reason: null };

/** The seven days of a week as the filter grammar writes them. */
function weekFilter(from: string): string {
  const start = from.slice(0, 10);
  const end = new Date(new Date(`${start}T00:00:00Z`).getTime() + 6 * dayMs).toISOString().slice(0, 10);
  return `said_at:${start}..${end}`;
}

export function ThemeNumbers({ of, open }: { of: Summary; open: (more: string) => void }) {
  const t = useT();
  const locale = use(LocaleContext);
  const period =
    of.first_said_at && of.last_said_at
      ? t('theme.period', { from: onDay(of.first_said_at, locale), to: onDay(of.last_said_at, locale) })
      : t('theme.noPeriod');
  const made = t('theme.madeBy', { person: of.by.person, rule: of.by.rule, machine: of.by.machine });
  const short = (iso: string) =>
    new Date(`${iso.slice(0, 10)}T12:00:00Z`).toLocaleDateString(locale === 'en' ? undefined : 'en', {
      day: 'numeric',
      month: 'short',
    });
  const weeks = of.weeks;
  const sum = weeks.reduce((a, w) => a + w.items, 0);
  return (
    <>
      <div className={figure.nums}>
        <Num title={t('theme.accountsHeard')} of={of.accounts} base={period} open={() => open('')} />
        <Num
          title={t('theme.items')}
          of={{ ...plain, value: of.items, numerator: null, denominator: null, unit: 'count' }}
          base={`${made}${of.history > 0 ? ` · ${t('theme.history', { n: of.history })}` : ''}`}
          open={() => open('')}
        />
        <Num
          title={t('theme.emotion')}
          of={{
            ...plain,
            value: of.emotion.mean,
            numerator: of.emotion.n,
            denominator: of.emotion.of,
            reason: of.emotion.reason,
            unit: 'score',
          }}
          base={t('theme.emotionBase')}
        />
        <Num
          title={t('theme.voices')}
          of={{
            ...plain,
            value: of.voices.effective,
            numerator: null,
            denominator: null,
            reason: of.voices.reason,
            unit: 'score',
          }}
          base={t('theme.voicesBase')}
          method={t('theme.voicesHow')}
        />
        <Num
          title={t('theme.contacts')}
          of={{ ...plain, value: of.contacts, numerator: null, denominator: null, unit: 'count' }}
          base={t('theme.anonymous', { n: of.anonymous })}
        />
      </div>
      {sum > 0 ? (
        <ChartFigure
          title={t('theme.weeks')}
          finding={t('theme.weeksFinding', { recent: of.trend.recent, before: of.trend.before })}
          foot={t('theme.weeksFoot', { heardRecent: of.trend.heard_recent, heardBefore: of.trend.heard_before })}
          table={{
            columns: [t('theme.week'), t('theme.accountsHeard'), t('theme.items')],
            rows: weeks.map((w) => [w.from.slice(0, 10), w.accounts, w.items]),
          }}
          minHeight={190}
        >
          {(width) => (
            <Bars
              width={width}
              xTitle={t('theme.weekFrom')}
              yTitle={t('theme.items')}
              bars={weeks.map((w, i) => ({
                label: short(w.from),
                value: w.items,
                partial: i === weeks.length - 1,
                name: t('theme.weekName', { week: short(w.from), items: w.items, accounts: w.accounts }),
              }))}
              open={(i) => open(weekFilter(weeks[i]?.from ?? ''))}
            />
          )}
        </ChartFigure>
      ) : null}
    </>
  );
}
