// The figures beside the charts: closed loop, receipt, silent no's, handoffs, outcomes; who cannot be reached, apart;
// who waits for whom.
import { Text } from '@mantine/core';
import { useT, useWords } from '../../i18n';
import { Obj } from '../../kit/Chips';
import type { Ref } from '../../kit/chain/types';
import figure from '../../kit/figure.module.css';
import kit from '../../kit/kit.module.css';
import { Num } from '../../kit/Num';
import { Section } from '../../kit/Page';
import { Due } from '../../kit/Time';
import css from './health.module.css';
import type { Loop, LoopFigure } from './queries';

type Open = (f: string) => void;
const opens = (f: LoopFigure, open: Open) => (f.f ? () => open(f.f ?? '') : undefined);

function Behind({ of, what }: { of: Ref[] | undefined; what: string }) {
  if (!of || of.length === 0) return null;
  return (
    <details className={css.behind}>
      <summary>{what}</summary>
      <ul className={kit.plainList}>
        {of.map((r) => (
          <li key={r.id}>
            <Obj id={r.id} label={r.label} number={r.number} />
          </li>
        ))}
      </ul>
    </details>
  );
}

export function Answering({ loop, period, open }: { loop: Loop; period: string; open: Open }) {
  const t = useT();
  const u = loop.unreachable;
  return (
    <Section title={t('health.answering')}>
      <div className={figure.nums}>
        <Num
          title={t('health.closedLoop')}
          of={loop.closed_loop}
          base={`${period} · ${t('health.closedBase')}`}
          method={t('health.closedHow')}
          open={opens(loop.closed_loop, open)}
        />
        <Num
          title={t('health.receipt')}
          of={loop.receipt}
          base={`${period} · ${t('health.receiptBase')}`}
          open={opens(loop.receipt, open)}
        />
        <Num title={t('health.silentNo')} of={loop.silent_no} base={`${period} · ${t('health.silentBase')}`} />
      </div>
      <Behind of={loop.silent_no.objects} what={t('health.silentList')} />
      <Text size="sm" mt="xs">
        {t('health.unreachable', {
          customers: u.customers,
          anonymous: u.anonymous,
          opted: u.opted_out,
          consent: u.no_consent,
        })}
      </Text>
    </Section>
  );
}

export function Deciding({ loop, period, open }: { loop: Loop; period: string; open: Open }) {
  const t = useT();
  return (
    <Section title={t('health.deciding')}>
      <div className={figure.nums}>
        <Num
          title={t('health.attainment')}
          of={loop.handoff.attainment}
          base={`${period} · ${t('health.attainmentBase', { overdue: loop.handoff.open_overdue, open: loop.handoff.open_not_due })}`}
          open={opens(loop.handoff.attainment, open)}
        />
        <Num
          title={t('health.bounced')}
          of={loop.handoff.bounce_rate}
          base={`${period} · ${t('health.bouncedBase')}`}
          open={opens(loop.handoff.bounce_rate, open)}
        />
        <Num title={t('health.stale')} of={loop.staleness} base={t('health.staleBase')} />
        <Num
          title={t('health.records')}
          of={{
            value: loop.light_records + loop.full_records,
            numerator: null,
            denominator: null,
            low: null,
            high: null,
            reason: null,
            unit: 'count',
          }}
          base={`${period} · ${t('health.recordsBase', { light: loop.light_records, full: loop.full_records })}`}
        />
      </div>
      <Behind of={loop.staleness.objects} what={t('health.staleList')} />
    </Section>
  );
}

export function Learning({ loop, period }: { loop: Loop; period: string }) {
  const t = useT();
  const skill = loop.calibration.skill;
  return (
    <Section title={t('health.learning')}>
      <div className={figure.nums}>
        <Num title={t('health.hits')} of={loop.hit_rate} base={`${period} · ${t('health.hitsBase')}`} />
        <Num title={t('health.measured')} of={loop.hit_rate.measured} base={t('health.measuredBase')} />
        <Num title={t('health.strict')} of={loop.hit_rate.strict} base={t('health.strictBase')} />
        <Num
          title={t('health.brier')}
          of={loop.calibration.brier}
          base={skill === null ? t('health.noSkill') : t('health.skill', { s: skill.toFixed(2) })}
          method={t('health.brierHow')}
        />
      </div>
    </Section>
  );
}

export function Waits({ loop }: { loop: Loop }) {
  const t = useT();
  const words = useWords();
  return (
    <Section title={t('health.waits')}>
      {loop.waits.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('health.noWaits')}
        </Text>
      ) : null}
      <ul className={kit.plainList}>
        {loop.waits.map((w) => (
          <li key={`${w.owner?.id ?? ''}${w.what}`} className={kit.inline}>
            <span>{w.owner ? <Obj id={w.owner.id} label={w.owner.label} /> : t('health.nobody')}</span>
            <span>{t('health.waitsFor', { n: w.count, what: words('word', w.what) })}</span>
            <Due at={w.oldest_due_at} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
