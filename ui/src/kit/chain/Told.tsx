// "9 customers got their answer", each openable.
import { Text } from '@mantine/core';
import { useT } from '../../i18n';
import { Obj, Pill } from '../Chips';
import { Ago } from '../Time';
import css from './chain.module.css';
import { type AnswerLine, isTold } from './tell';

export function Told({ of }: { of: AnswerLine[] }) {
  const t = useT();
  const told = of.filter(isTold);
  if (told.length === 0) return null;
  return (
    <details className={css.told}>
      <summary>{t('answers.got', { n: told.length })}</summary>
      <ul className={css.weighed}>
        {told.map((a) => (
          <li key={a.id} className={css.line}>
            <Obj id={a.id} label={a.contact_label ?? t('anonymous')} number={a.number} />
            <Pill of={a.state} />
            <Text span size="xs" c="dimmed">
              <Ago at={a.sent_at} />
            </Text>
          </li>
        ))}
      </ul>
    </details>
  );
}
