// One release: what it brought, the changelog in customers' words, and telling everyone who asked.

import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { linksQuery } from '../../api/queries';
import { type AnyRow, stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { Obj } from '../../kit/Chips';
import { AskedOf } from '../../kit/chain/AskedOf';
import kit from '../../kit/kit.module.css';
import { ObjectPage } from '../../kit/ObjectPage';
import { Facts, Section } from '../../kit/Page';
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
  return (
    <>
      <AskedOf id={row.id} />
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
