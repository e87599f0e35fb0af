// The change log as people read it: who changed what and when, with the value before. It is sealed; nothing leaves it.
import { Button, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { Obj } from '../../kit/Chips';
import { shorten } from '../../kit/Quote';
import { Failed, Loading } from '../../kit/States';
import { Ago } from '../../kit/Time';
import { type AuditEntry, auditQuery } from './queries';
import css from './settings.module.css';

function Line({ of }: { of: AuditEntry }) {
  const t = useT();
  const words = useWords();
  return (
    <li className={css.audit}>
      <div className={css.line}>
        <span className={css.seq}>{of.seq}</span>
        <span>{words('kind', of.kind)}</span>
        <span>
          {`${words('resource', of.object.type)} `}
          <Obj id={of.object.id} label={shorten(of.object.label, 90)} number={of.object.number} />
        </span>
        <Text span size="xs" c="dimmed">
          {of.who_label ?? t('audit.program')} <Ago at={of.at} />
        </Text>
      </div>
      {of.fields.slice(0, 6).map((f) => (
        <Text key={f.field} size="xs" c="dimmed" className={css.was}>
          {t('history.was', {
            field: words('field', f.field),
            old: stringOf(f.old).slice(0, 120) || (f.old === null ? '–' : JSON.stringify(f.old)),
          })}
        </Text>
      ))}
    </li>
  );
}

export function Audit() {
  const t = useT();
  const query = useInfiniteQuery(auditQuery);
  const rows = query.data?.pages.flatMap((p) => p.data) ?? [];
  if (query.error && rows.length === 0) return <Failed error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Loading rows={8} />;
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('audit.why')}
      </Text>
      <ol className={css.plain}>
        {rows.map((e) => (
          <Line key={`${e.seq} ${e.object.id}`} of={e} />
        ))}
      </ol>
      {query.hasNextPage ? (
        <Button
          size="xs"
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('search.more')}
        </Button>
      ) : null}
    </>
  );
}
