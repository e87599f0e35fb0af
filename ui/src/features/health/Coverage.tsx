// How far what was said got: received down to answered, each step over what was due, the machine's part hatched.
import { use } from 'react';
import { intlOf, LocaleContext, useT, useWords } from '../../i18n';
import { ChartFigure } from '../../kit/chart/ChartFigure';
import { Funnel } from '../../kit/chart/Funnel';
import { type Loop, stages } from './queries';

export function Coverage({ loop, period, open }: { loop: Loop; period: string; open: (f: string) => void }) {
  const t = useT();
  const words = useWords();
  const locale = use(LocaleContext);
  const percent = (v: number | null) =>
    v === null ? '–' : v.toLocaleString(intlOf(locale), { style: 'percent', maximumFractionDigits: 0 });
  const rows = stages.map((s) => ({ s, f: loop.coverage[s] }));
  const received = loop.population.received;
  const note = (s: (typeof rows)[number]) => {
    if (s.f.value === null) return s.f.reason ?? t('figure.none');
    const machine = s.f.by_machine ? t('health.byMachine', { n: s.f.by_machine }) : '';
    return `${percent(s.f.value)} ${s.f.numerator}/${s.f.denominator}${machine ? ` · ${machine}` : ''}`;
  };
  const answered = loop.coverage.answered;
  return (
    <ChartFigure
      title={t('health.funnel')}
      finding={t('health.funnelFinding', { n: received, share: percent(answered.value) })}
      foot={t('health.funnelFoot', {
        period,
        history: loop.population.history,
        spam: loop.population.spam,
        duplicates: loop.population.duplicates,
      })}
      table={{
        columns: [t('health.stage'), t('health.reached'), t('health.due'), t('health.share'), t('health.machine')],
        rows: rows.map(({ s, f }) => [
          words('state', s),
          f.numerator,
          f.denominator,
          percent(f.value),
          f.by_machine ?? null,
        ]),
      }}
      minHeight={220}
    >
      {(width) => (
        <Funnel
          width={width}
          open={(id) => open(id === 'received' ? '' : (rows.find((r) => r.s === id)?.f.f ?? ''))}
          steps={[
            {
              id: 'received',
              label: words('state', 'received'),
              value: received,
              base: received,
              note: String(received),
            },
            ...rows.map((r) => ({
              id: r.s,
              label: words('state', r.s),
              value: r.f.numerator ?? 0,
              base: r.f.denominator ?? received,
              note: note(r),
              machine: r.f.by_machine,
            })),
          ]}
        />
      )}
    </ChartFigure>
  );
}
