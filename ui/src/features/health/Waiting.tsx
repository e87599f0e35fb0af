// How long words wait for a stage: Kaplan-Meier, open items kept in as censored; the median of completed ones beside it,
// because alone it is too rosy.
import { SegmentedControl, Text } from '@mantine/core';
import { useState } from 'react';
import { useT, useWords } from '../../i18n';
import { ChartFigure } from '../../kit/chart/ChartFigure';
import { Survival } from '../../kit/chart/Survival';
import { useFigure } from '../../kit/figure';
import { Section } from '../../kit/Page';
import { type Loop, type Stage, stages } from './queries';

const hours = (value: number | null) => ({
  value,
  numerator: null,
  denominator: null,
  low: null,
  high: null,
  reason: null,
  unit: 'hours' as const,
});

export function Waiting({ loop, period }: { loop: Loop; period: string }) {
  const t = useT();
  const words = useWords();
  const show = useFigure();
  const [stage, setStage] = useState<Stage>('triaged');
  const s = loop.time_in_stage[stage];
  const median = s.median_hours === null ? (s.reason ?? t('health.notReached')) : show(hours(s.median_hours)).value;
  const days = Math.max(0, ...s.survival.map((p) => p.hours)) > 120;
  const scale = days ? 24 : 1;
  return (
    <Section
      title={t('health.waiting')}
      aside={
        <SegmentedControl
          size="xs"
          aria-label={t('health.stage')}
          value={stage}
          onChange={(v) => setStage(stages.find((x) => x === v) ?? 'triaged')}
          data={stages.map((x) => ({ value: x, label: words('state', x) }))}
        />
      }
    >
      {s.survival.length === 0 ? (
        <Text size="sm" c="dimmed">
          {s.reason ?? t('figure.none')}
        </Text>
      ) : (
        <ChartFigure
          title={t('health.kmTitle', { stage: words('state', stage) })}
          finding={t('health.kmFinding', { median, completed: show(hours(s.median_completed_hours)).value })}
          foot={t('health.kmFoot', {
            period,
            completed: s.completed,
            open: s.open,
            p90: show(hours(s.p90_completed_hours)).value,
          })}
          table={{
            columns: [t('health.hours'), t('health.stillWaiting'), t('health.atRisk'), t('health.censored')],
            rows: s.survival.map((p) => [p.hours, p.survival, p.at_risk, p.censored]),
          }}
          minHeight={240}
        >
          {(width) => (
            <Survival
              width={width}
              points={s.survival.map((p) => ({ ...p, hours: Math.round((p.hours / scale) * 10) / 10 }))}
              median={s.median_hours === null ? null : Math.round((s.median_hours / scale) * 10) / 10}
              unit={days ? t('health.daysUnit') : t('health.hoursUnit')}
              xTitle={days ? t('health.daysAxis') : t('health.hoursAxis')}
              yTitle={t('health.stillWaiting')}
              riskTitle={t('health.atRisk')}
            />
          )}
        </ChartFigure>
      )}
    </Section>
  );
}
