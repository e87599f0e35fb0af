// Every connection the program makes to the outside. Nothing is sent that an administrator did not set up.
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useT } from '../../i18n';
import { Await, Empty } from '../../kit/States';
import { outgoingQuery } from './queries';
import css from './settings.module.css';

export function Outgoing() {
  const t = useT();
  const query = useQuery(outgoingQuery);
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('outgoing.why')}
      </Text>
      <Await query={query} rows={3}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title={t('start.local')} why={t('outgoing.none')} />
          ) : (
            <ul className={css.plain}>
              {data.map((o) => (
                <li key={`${o.what} ${o.where}`} className={css.line}>
                  <b>{o.what}</b>
                  <span>{o.where}</span>
                  <span>{o.on ? t('outgoing.on') : t('outgoing.off')}</span>
                  <Text span size="xs" c="dimmed">
                    {o.note}
                  </Text>
                </li>
              ))}
            </ul>
          )
        }
      </Await>
    </>
  );
}
