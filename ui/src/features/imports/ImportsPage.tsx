// All imports so far.
import { Button } from '@mantine/core';
import { useT } from '../../i18n';
import { ResourceList } from '../../kit/ResourceList';
import { RouteLink } from '../../kit/RouteLink';
import { Empty } from '../../kit/States';
import { Can } from '../../kit/session';

export function ImportsPage() {
  const t = useT();
  const start = (
    <Can permission="evidence_create">
      <Button component={RouteLink} to="/imports/new" size="xs">
        {t('import.new')}
      </Button>
    </Can>
  );
  return (
    <ResourceList
      of="import"
      actions={start}
      empty={
        <Empty title={t('import.none')} why={t('import.none.why')}>
          {start}
        </Empty>
      }
    />
  );
}
