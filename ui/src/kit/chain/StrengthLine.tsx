// Evidence strength, never alone: label, accounts, sources, age, and how much of it people confirmed. Opens its sum.
import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useT, useWords } from '../../i18n';
import { Facts } from '../Page';
import { Await } from '../States';
import { Ago, useNumber } from '../Time';
import css from './chain.module.css';
import { strengthQuery } from './queries';
import type { Strength } from './types';
import { Warn } from './Warn';

export function Meter({ value }: { value: number | null }) {
  return (
    <span className={css.meter} aria-hidden="true">
      <span style={{ width: `${Math.max(0, Math.min(100, value ?? 0))}%` }} />
    </span>
  );
}

function Sum({ of }: { of: Strength }) {
  const t = useT();
  const words = useWords();
  return (
    <Facts
      of={[
        [t('strength.for'), of.s_plus.toFixed(2)],
        [t('strength.against'), of.s_minus.toFixed(2)],
        [
          t('strength.confirmed'),
          of.confirmed.strength === null
            ? '–'
            : `${of.confirmed.strength.toFixed(0)} ${words('word', of.confirmed.label ?? '')}`,
        ],
        [t('strength.segments'), of.segments.map((s) => `${s.name} ${s.accounts}`).join(', ') || '–'],
        [t('strength.sources'), of.sources.map((s) => `${s.name} ${s.items}`).join(', ') || '–'],
        [t('strength.method'), `${words('word', of.method.name)} v${of.method.version}: ${of.method.formula}`],
      ]}
    />
  );
}

export function StrengthLine({ id }: { id: string }) {
  const t = useT();
  const words = useWords();
  const number = useNumber();
  const query = useQuery(strengthQuery(id));
  const [shown, show] = useState(false);
  return (
    <Await query={query} rows={1}>
      {(s) => (
        <div>
          <div className={css.line}>
            <Meter value={s.strength} />
            <Text span fw={600}>
              {s.strength === null ? '–' : `${s.strength.toFixed(0)} ${words('word', s.label ?? 'weak')}`}
            </Text>
            <span>{t('strength.accounts', { n: s.accounts })}</span>
            <span>{t('strength.sourceCount', { n: s.sources.length })}</span>
            <span>
              {t('strength.newest')} <Ago at={s.newest_support_at} />
            </span>
            <span>{t('strength.pair', { for: number(s.supports.length), against: number(s.contradicts.length) })}</span>
            <Button size="compact-xs" variant="default" aria-expanded={shown} onClick={() => show(!shown)}>
              {t('strength.how')}
            </Button>
          </div>
          {s.stale ? <Warn>{t('strength.stale', { days: s.age_days ?? 0 })}</Warn> : null}
          {s.strength !== null && s.contradicts.length === 0 && s.supports.length > 0 ? (
            <Text size="xs" c="dimmed">
              {t('strength.noneAgainst')}
            </Text>
          ) : null}
          {shown ? <Sum of={s} /> : null}
        </div>
      )}
    </Await>
  );
}
