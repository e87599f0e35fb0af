// The columns of the themes table.
import type { Translate } from '../../i18n';
import { By, Emotion, Obj, Pill } from '../../kit/Chips';
import { Spark } from '../../kit/chart/Spark';
import type { SimpleColumn } from '../../kit/SimpleTable';
import type { Overview, ThemeRow } from './queries';
import css from './themes.module.css';

function Trend({ of }: { of: ThemeRow['trend'] & { t: Translate } }) {
  const { t } = of;
  const p = of.adjusted ?? of.p;
  const word = of.is_new ? t('theme.new') : of.rising ? t('theme.rising') : t('theme.steady');
  return (
    <span
      title={t('theme.trendHow', {
        recent: of.recent,
        before: of.before,
        heardRecent: of.heard_recent,
        heardBefore: of.heard_before,
      })}
    >
      {`${word} ${of.recent}/${of.before}`}
      {p !== null && of.rising
        ? ` · ${t('theme.p', { p: p < 0.001 ? '< .001' : p.toFixed(3).replace(/^0/, '') })}`
        : ''}
    </span>
  );
}

export function themeColumns(t: Translate, data: Overview): SimpleColumn<ThemeRow>[] {
  const max = Math.max(1, ...data.themes.flatMap((r) => r.weeks.map((w) => w.accounts)));
  const all = data.heard.numerator ?? 0;
  return [
    {
      id: 'name',
      label: t('theme.name'),
      by: (r) => r.name,
      cell: (r) => (
        <span className={css.name}>
          <Obj id={r.id} label={r.name} number={r.number} />
          {r.pinned ? (
            <span title={t('theme.pinned')}>
              {'⚑'}
              <span className={css.hidden}>{t('theme.pinned')}</span>
            </span>
          ) : null}
          {r.origin !== 'person' ? <By by={r.origin} /> : null}
          {r.state !== 'active' ? <Pill of={r.state} /> : null}
        </span>
      ),
    },
    {
      id: 'accounts',
      label: t('theme.accountsHeard'),
      number: true,
      by: (r) => r.accounts,
      cell: (r) => `${r.accounts}/${all}`,
    },
    {
      id: 'items',
      label: t('theme.items'),
      number: true,
      wide: true,
      by: (r) => r.items,
      cell: (r) => (r.by.machine > 0 ? t('theme.itemsMachine', { n: r.items, m: r.by.machine }) : String(r.items)),
    },
    {
      id: 'weeks',
      label: t('theme.weeks12'),
      wide: true,
      cell: (r) => (
        <Spark values={r.weeks.map((w) => w.accounts)} max={max} what={t('theme.sparkOf', { name: r.name })} />
      ),
    },
    {
      id: 'emotion',
      label: t('theme.emotion'),
      wide: true,
      by: (r) => r.emotion ?? 9,
      cell: (r) =>
        r.emotion === null ? (
          '–'
        ) : (
          <span className={css.line}>
            <Emotion of={Math.round(r.emotion)} /> {r.emotion.toFixed(1)}
          </span>
        ),
    },
    {
      id: 'trend',
      label: t('theme.trend28'),
      wide: true,
      by: (r) => r.trend.recent - r.trend.before,
      cell: (r) => <Trend of={{ ...r.trend, t }} />,
    },
    {
      id: 'voices',
      label: t('theme.voices'),
      wide: true,
      number: true,
      by: (r) => r.voices.effective ?? 0,
      cell: (r) => (
        <span title={r.voices.reason ?? undefined}>
          {r.voices.warn ? '⚠ ' : ''}
          {r.voices.effective === null ? '–' : r.voices.effective.toFixed(1)}
        </span>
      ),
    },
    {
      id: 'opportunities',
      label: t('theme.opportunities'),
      wide: true,
      number: true,
      by: (r) => r.opportunities,
      cell: (r) => (r.opportunities > 0 ? String(r.opportunities) : '–'),
    },
  ];
}
