// What can be done to the selected rows at once.
import { Button, Group, Text } from '@mantine/core';
import { api } from '../api/client';
import { type AnyRow, resource } from '../api/types';
import { useT } from '../i18n';
import { ActButton } from './ActButton';
import { useAct } from './act';
import { useCommands } from './commands';
import { rowCan } from './session';

export function Bulk({ of, rows, clear }: { of: string; rows: AnyRow[]; clear: () => void }) {
  const t = useT();
  const { act } = useAct();
  useCommands('list', [{ id: 'list.clear', label: 'select.clear', keys: 'Escape', quiet: true, run: clear }]);
  const removable = rows.filter((r) => rowCan(r, 'delete'));
  const archive = async () => {
    for (const row of removable) {
      const gone = await act({
        run: () => api.del(`/${resource(of).path}/${row.id}`, row.rev),
        done: t('archived'),
        renew: [[of]],
      });
      if (gone === null) break;
    }
    clear();
  };
  return (
    <Group gap="sm">
      <Text size="sm">{t('select.count', { n: rows.length })}</Text>
      {removable.length > 0 ? (
        <ActButton size="compact-sm" variant="default" onAct={archive}>
          {t('archive')}
        </ActButton>
      ) : null}
      <Button size="compact-sm" variant="subtle" onClick={clear}>
        {t('select.clear')}
      </Button>
    </Group>
  );
}
