// How an import goes or went: counts, progress, one line for each refused row.
import { Anchor, Progress, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { apiUrl } from '../../api/client';
import { useT } from '../../i18n';
import { Pill } from '../../kit/Chips';
import { Await } from '../../kit/States';
import { useNumber } from '../../kit/Time';
import css from './imports.module.css';
import { type ImportRow, importQuery, isRunning } from './queries';

function percentOf(row: ImportRow): number | null {
  if (typeof row.progress === 'number') return row.progress <= 1 ? row.progress * 100 : row.progress;
  return row.total ? Math.min(100, ((row.read ?? 0) / row.total) * 100) : null;
}

function Figures({ row }: { row: ImportRow }) {
  const t = useT();
  const number = useNumber();
  const all: [string, number | null][] = [
    [t('import.read'), row.read],
    [t('import.created'), row.created],
    [t('import.updated'), row.updated],
    [t('import.skipped'), row.skipped],
    [t('import.counted'), row.counted],
    [t('import.failed'), row.failed],
    [t('import.accounts'), row.accounts_created],
    [t('import.contacts'), row.contacts_created],
  ];
  return (
    <dl className={css.figures}>
      {all
        .filter(([, n]) => n !== null && n !== undefined)
        .map(([label, n]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{number(n)}</dd>
          </div>
        ))}
    </dl>
  );
}

function Errors({ row, dry }: { row: ImportRow; dry?: boolean }) {
  const t = useT();
  const errors = row.errors ?? [];
  if (errors.length === 0) return null;
  return (
    <>
      <Text fw={600}>{t('import.errors', { n: row.failed ?? errors.length })}</Text>
      <Table aria-label={t('import.errors', { n: errors.length })}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('import.row')}</Table.Th>
            <Table.Th>{t('import.field')}</Table.Th>
            <Table.Th>{t('import.message')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {errors.slice(0, 50).map((e, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row may have the same error twice; the list never changes order
            <Table.Tr key={`${e.row} ${i}`}>
              <Table.Td>{e.row}</Table.Td>
              <Table.Td>{e.field ?? '–'}</Table.Td>
              <Table.Td>{e.message}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {dry ? null : <Anchor href={apiUrl(`/imports/${row.id}/rejects`)}>{t('import.rejects')}</Anchor>}
    </>
  );
}

export function ImportResult({ id, dry }: { id: string; dry?: boolean }) {
  const t = useT();
  const query = useQuery(importQuery(id));
  return (
    <Await query={query} rows={3}>
      {(row) => {
        const percent = percentOf(row);
        return (
          <Stack gap="sm">
            <Text fw={600} role="status">
              {dry ? t('import.tried') : null} <Pill of={row.state} />
            </Text>
            {isRunning(row) && percent !== null ? (
              <Progress value={percent} aria-label={t('import.progress')} animated />
            ) : null}
            <Figures row={row} />
            <Errors row={row} dry={dry} />
          </Stack>
        );
      }}
    </Await>
  );
}
