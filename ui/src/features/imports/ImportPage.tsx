// One import: progress, result, what to do with it now.
import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { useT } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { useAct } from '../../kit/act';
import { Page } from '../../kit/Page';
import { RouteLink } from '../../kit/RouteLink';
import { Await } from '../../kit/States';
import { Can } from '../../kit/session';
import { useParam } from '../../kit/useParam';
import { ImportResult } from './ImportResult';
import { type ImportRow, importQuery, isRunning } from './queries';

function Steps({ row }: { row: ImportRow }) {
  const t = useT();
  const { act } = useAct();
  const post = (what: string, done: string) =>
    act({ run: () => api.post(`/imports/${row.id}/${what}`), done, renew: [[]] });
  const stopped = row.state === 'cancelled' || row.state === 'failed';
  return (
    <Group>
      <Button component={RouteLink} to="/search" search={{ f: `import_id:${row.id}` }} variant="default">
        {t('import.search')}
      </Button>
      {(row.created ?? 0) > 0 ? (
        <Button component={RouteLink} to="/themes">
          {t('import.themes')}
        </Button>
      ) : null}
      {row.state === 'done' ? (
        <Can permission="members">
          <Button component={RouteLink} to="/settings/members" variant="default">
            {t('import.invite')}
          </Button>
        </Can>
      ) : null}
      {isRunning(row) ? (
        <ActButton variant="default" onAct={() => post('cancel', t('import.cancelled'))}>
          {t('import.cancel')}
        </ActButton>
      ) : null}
      {stopped ? <ActButton onAct={() => post('resume', t('import.resumed'))}>{t('import.resume')}</ActButton> : null}
      {row.state === 'done' || stopped ? (
        <ActButton variant="default" onAct={() => post('undo', t('import.undone'))}>
          {t('import.undo')}
        </ActButton>
      ) : null}
    </Group>
  );
}

export function ImportPage() {
  const t = useT();
  const id = useParam('id');
  const query = useQuery(importQuery(id));
  return (
    <Await query={query}>
      {(row) => (
        <Page title={row.name ?? id}>
          <ImportResult id={id} />
          {isRunning(row) ? <Text size="sm">{t('import.meanwhile')}</Text> : null}
          <Can permission="evidence_create">
            <Steps row={row} />
          </Can>
        </Page>
      )}
    </Await>
  );
}
