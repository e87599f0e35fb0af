// One release: what it brought, the changelog in customers' words, and telling everyone who asked.

import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { linksQuery } from '../../api/queries';
import { type AnyRow, stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { Obj } from '../../kit/Chips';
import { AskedLine } from '../../kit/chain/AskedLine';
import { Told } from '../../kit/chain/Told';
import { tellQuery } from '../../kit/chain/tell';
import kit from '../../kit/kit.module.css';
import { ObjectPage } from '../../kit/ObjectPage';
import { Facts, Section } from '../../kit/Page';
import { Await } from '../../kit/States';
import { Day } from '../../kit/Time';
import { useParam } from '../../kit/useParam';
import { Changelog } from './Changelog';

function Brought({ id }: { id: string }) {
  const t = useT();
  const { data } = useQuery(linksQuery(id));
  const items = (data?.data ?? []).flatMap((l) =>
    l.from_type === 'roadmap_item'
      ? [{ id: l.from, label: l.from_label }]
      : l.to_type === 'roadmap_item'
        ? [{ id: l.to, label: l.to_label }]
        : [],
  );
  return (
    <Section title={t('release.brought')}>
      {items.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('release.noItems')}
        </Text>
      ) : null}
      <ul className={kit.plainList}>
        {items.map((i) => (
          <li key={i.id} dir="auto">
            <Obj id={i.id} label={i.label} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Main({ row }: { row: AnyRow }) {
  const words = useWords();
  const tell = useQuery(tellQuery(row.id));
  return (
    <>
      <Await query={tell} rows={1}>
        {(d) => (
          <>
            <AskedLine
              asked={{
                asked: d.asked,
                reachable: d.reachable,
                answered: d.answers.filter((a) => a.state === 'sent' || a.state === 'answered_elsewhere').length,
              }}
              about={row.id}
            />
            <Told of={d.answers} />
          </>
        )}
      </Await>
      <Facts
        of={[
          [words('field', 'released_at'), <Day key="d" at={stringOf(row.released_at) || null} />],
          [words('field', 'audience'), words('enum', stringOf(row.audience))],
        ]}
      />
      <Brought id={row.id} />
      <Changelog release={row} />
    </>
  );
}

export function ReleasePage() {
  const id = useParam('id');
  return (
    <ObjectPage key={id} of="release" id={id} skip={['released_at', 'audience']} main={(row) => <Main row={row} />} />
  );
}
