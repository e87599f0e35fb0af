// The lists of the Today page.
import { Text } from '@mantine/core';
import { useT, useWords } from '../../i18n';
import { hrefOf, Obj, To } from '../../kit/Chips';
import kit from '../../kit/kit.module.css';
import { Section } from '../../kit/Page';
import { Due, useNumber } from '../../kit/Time';
import type { Overdue, ThemeTrend, ToTell } from './queries';
import css from './today.module.css';

type OverdueProps = { title: string; rows: Overdue[]; total: number; none?: string };

export function OverdueList({ title, rows, total, none }: OverdueProps) {
  const t = useT();
  const words = useWords();
  return (
    <Section title={total > 0 ? `${title} ${total}` : title}>
      {rows.length === 0 && none ? (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      ) : null}
      <ul className={kit.plainList}>
        {rows.slice(0, 12).map((o) => (
          <li key={`${o.what}${o.id}`} className={css.line}>
            <span className={css.what}>{words('due', o.what)}</span>
            <span className={css.label} dir="auto">
              <Obj id={o.id} label={o.label} number={o.number} />
            </span>
            <span className={css.when}>
              <Due at={o.due_at} />
              {o.owner_label ? ` · ${o.owner_label}` : ''}
            </span>
          </li>
        ))}
      </ul>
      {total > 12 ? (
        <Text size="sm" mt="xs">
          <To to="/health">{t('thread.more', { n: total - Math.min(12, rows.length) })}</To>
        </Text>
      ) : null}
    </Section>
  );
}

/** `before` is what the same number of accounts heard then: shares are compared, both are shown. */
function TrendText({ of }: { of: ThemeTrend }) {
  const t = useT();
  const number = useNumber();
  const p = of.adjusted ?? of.p;
  return (
    <span className={css.when} title={t('today.trend.how')}>
      {t('today.trend', {
        recent: number(of.recent),
        heard: number(of.heard_recent),
        before: number(of.before),
        heardBefore: number(of.heard_before),
      })}
      {p === null ? '' : ` · p ${p < 0.001 ? '< .001' : p.toFixed(3).replace(/^0/, '')}`}
    </span>
  );
}

export function Rising({ title, themes, none }: { title: string; themes: ThemeTrend[]; none?: string }) {
  return (
    <Section title={title}>
      {themes.length === 0 && none ? (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      ) : null}
      <ul className={kit.plainList}>
        {themes.map((th) => (
          <li key={th.id} className={css.line}>
            <span className={css.label}>
              <Obj id={th.id} label={th.name} number={th.number} />
            </span>
            <TrendText of={th} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function ToTellList({ rows }: { rows: ToTell[] }) {
  const t = useT();
  return (
    <Section title={t('today.toTell')}>
      <ul className={kit.plainList}>
        {rows.map((r) => (
          <li key={r.id} className={css.line}>
            <span className={css.label}>
              <To to={hrefOf(r.type, r.id, r.number)}>{r.label}</To>
            </span>
            <span className={css.when}>
              {t('today.asked', { asked: r.asked, reachable: r.reachable, answered: r.answered })}{' '}
              <To to="/answers/tell" search={r.type === 'release' ? { release: r.id } : { decision: r.id }}>
                {t('today.tell')}
              </To>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
