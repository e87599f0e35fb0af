// An account: revenue and plan, its contacts, everything it said and what became of it.
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { allQuery } from '../../api/queries';
import { type AnyRow, stringOf } from '../../api/types';
import { useT } from '../../i18n';
import { Obj, To } from '../../kit/Chips';
import { Money } from '../../kit/FieldValue';
import kit from '../../kit/kit.module.css';
import { ObjectPage } from '../../kit/ObjectPage';
import { Facts, Section } from '../../kit/Page';
import { Day } from '../../kit/Time';
import { useParam } from '../../kit/useParam';
import { TimelineView } from './TimelineView';

const fewContacts = 12;

function Contacts({ account }: { account: string }) {
  const t = useT();
  const { data } = useQuery(allQuery('contact', { f: `account_id:${account}` }, fewContacts));
  const rows = data?.data ?? [];
  return (
    <Section title={t('resource.contact.many')}>
      {data && rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('people.noContacts')}
        </Text>
      ) : null}
      <ul className={kit.plainList}>
        {rows.map((c) => (
          <li key={c.id}>
            <Obj id={c.id} label={stringOf(c.name) || stringOf(c.email)} />{' '}
            <Text span size="xs" c="dimmed">
              {stringOf(c.title)}
            </Text>
          </li>
        ))}
      </ul>
      {data?.next ? (
        <Text size="sm" mt="xs">
          <To to="/contacts" search={{ f: `account_id:${account}` }}>
            {t('people.allContacts')}
          </To>
        </Text>
      ) : null}
    </Section>
  );
}

/** Revenue first; without the right to see it, the server leaves the field out and nothing stands here. */
function Worth({ row }: { row: AnyRow }) {
  const t = useT();
  const rows: [string, ReactNode][] = [];
  if (typeof row.arr === 'number') {
    rows.push([t('field.arr'), <Money key="arr" minor={row.arr} currency={stringOf(row.arr_currency)} />]);
  }
  if (row.plan) rows.push([t('people.plan'), stringOf(row.plan)]);
  if (row.renewal_on) rows.push([t('people.renewal'), <Day key="renewal" at={stringOf(row.renewal_on)} />]);
  if (row.churned_on) rows.push([t('field.churned_on'), <Day key="churned" at={stringOf(row.churned_on)} />]);
  if (rows.length === 0) return null;
  return (
    <Section title={t('people.worth')}>
      <Facts of={rows} />
    </Section>
  );
}

export function AccountPage() {
  const id = useParam('id');
  return (
    <ObjectPage
      key={id}
      of="account"
      id={id}
      main={(row) => <TimelineView path="accounts" id={row.id} />}
      side={(row) => (
        <>
          <Worth row={row} />
          <Contacts account={row.id} />
        </>
      )}
      skip={['arr', 'arr_currency', 'plan', 'renewal_on', 'churned_on']}
    />
  );
}
