// Who changed what and when, with the value before; each entry comes from the change log.
import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { historyQuery } from '../api/queries';
import { stringOf } from '../api/types';
import { useT, useWords } from '../i18n';
import css from './kit.module.css';
import { Section } from './Page';
import { Await } from './States';
import { Ago } from './Time';

function Entries({ of, id }: { of: string; id: string }) {
  const t = useT();
  const words = useWords();
  const query = useQuery(historyQuery(of, id));
  return (
    <Await query={query} rows={3}>
      {({ data }) => (
        <ul className={css.plainList}>
          {data.map((c) => (
            <li key={c.seq}>
              <Text size="sm">
                {`${words('kind', c.kind)} · ${c.who_label ?? t('someone')} · `}
                <Ago at={c.at} />
              </Text>
              {c.fields.map((f) => (
                <Text key={f.field} size="xs" c="dimmed">
                  {t('history.was', {
                    field: words('field', f.field),
                    old: stringOf(f.old) || (f.old === null ? '–' : JSON.stringify(f.old)),
                  })}
                </Text>
              ))}
            </li>
          ))}
        </ul>
      )}
    </Await>
  );
}

export function History({ of, id }: { of: string; id: string }) {
  const t = useT();
  const [shown, show] = useState(false);
  return (
    <Section
      title={t('history')}
      aside={
        <Button size="compact-xs" variant="default" aria-expanded={shown} onClick={() => show(!shown)}>
          {shown ? t('hide') : t('show')}
        </Button>
      }
    >
      {shown ? <Entries of={of} id={id} /> : null}
    </Section>
  );
}
