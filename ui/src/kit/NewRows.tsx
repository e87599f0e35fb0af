// "12 new": shows rows that arrived since the list was read, when the reader asks for them (key `.`).
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useT } from '../i18n';
import { useCommands } from './commands';
import { useWaiting } from './live';

export function NewRows({ of }: { of: string }) {
  const t = useT();
  const client = useQueryClient();
  const { count, clear } = useWaiting(of);
  const show = () => {
    clear();
    void client.invalidateQueries({ queryKey: [of] });
  };
  useCommands('list', [{ id: 'list.new', label: 'list.showNew', keys: '.', run: show }]);
  if (count === 0) return null;
  return (
    <Button size="compact-sm" variant="light" onClick={show}>
      {t('list.new', { n: count })}
    </Button>
  );
}
