// "Already researched?": insights, themes and opportunities with the same words.
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { allQuery } from '../../api/queries';
import { labelOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { Obj, Pill } from '../../kit/Chips';
import kit from '../../kit/kit.module.css';
import { Empty } from '../../kit/States';

function Kind({ of, q }: { of: string; q: string }) {
  const words = useWords();
  const { data } = useQuery(allQuery(of, { q }, 20));
  const rows = data?.data ?? [];
  if (rows.length === 0) return null;
  return (
    <section aria-label={words('resource', `${of}.many`)}>
      <Text fw={600} size="sm" mb={4}>
        {`${words('resource', `${of}.many`)} ${rows.length}`}
      </Text>
      <ul className={kit.plainList}>
        {rows.map((r) => (
          <li key={r.id} className={kit.inline}>
            <Obj id={r.id} label={labelOf(of, r)} number={r.number} />
            <Pill of={r.state} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const kinds = ['insight', 'theme', 'opportunity', 'decision', 'struggling_moment'];

export function Known({ q }: { q: string }) {
  const t = useT();
  if (!q) return <Empty title={t('search.known.ask')} why={t('search.known.why')} />;
  return (
    <div className={kit.splitMain}>
      <Text size="sm" c="dimmed">
        {t('search.known.why')}
      </Text>
      {kinds.map((k) => (
        <Kind key={k} of={k} q={q} />
      ))}
    </div>
  );
}
