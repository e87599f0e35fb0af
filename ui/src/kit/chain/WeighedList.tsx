// Evidence on one side of a claim, each with its weight; what does not count beside a stronger one of the same account
// says so.
import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useT, useWords } from '../../i18n';
import { By, Obj, To } from '../Chips';
import kit from '../kit.module.css';
import { shorten } from '../Quote';
import { Ago } from '../Time';
import css from './chain.module.css';
import type { Weighed } from './types';

const few = 6;

function Item({ of }: { of: Weighed }) {
  const t = useT();
  const words = useWords();
  return (
    <li data-silent={of.counts ? undefined : true}>
      <blockquote className={kit.quote}>
        <span dir="auto">{shorten(of.verbatim, 260)}</span>
        <footer>
          <To to={`/evidence/${of.id}`}>{words('enum', of.evidence_kind)}</To>
          <Ago at={of.said_at} />
          <span dir="auto">{of.account_label ?? of.contact_label ?? t('anonymous')}</span>
          <span>{of.counts ? t('strength.weight', { w: of.weight.toFixed(2) }) : t('strength.silent')}</span>
          {of.via ? (
            <span>
              {t('strength.via')} <Obj id={of.via.id} label={of.via.label} number={of.via.number} />
            </span>
          ) : null}
          <By by={of.by} />
        </footer>
      </blockquote>
    </li>
  );
}

export function WeighedList({ of, empty }: { of: Weighed[]; empty: React.ReactNode }) {
  const t = useT();
  const [all, showAll] = useState(false);
  if (of.length === 0)
    return (
      <Text size="sm" c="dimmed" component="div">
        {empty}
      </Text>
    );
  return (
    <>
      <ul className={css.weighed}>
        {of.slice(0, all ? of.length : few).map((w) => (
          <Item key={w.id} of={w} />
        ))}
      </ul>
      {of.length > few && !all ? (
        <Button size="compact-xs" variant="default" mt="xs" onClick={() => showAll(true)}>
          {t('strength.all', { n: of.length })}
        </Button>
      ) : null}
    </>
  );
}
