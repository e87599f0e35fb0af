// "Put on the roadmap": a menu of the three horizons, key H. The same form as a drop on the board.
import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { useT, useWords } from '../../i18n';
import { useCommands } from '../commands';
import { type Horizon, horizons } from './types';

type Props = { choose: (h: Horizon) => void; current?: string | null; filled?: boolean };

export function PlaceButton({ choose, current, filled }: Props) {
  const t = useT();
  const words = useWords();
  const [opened, setOpened] = useState(false);
  useCommands('item', [{ id: 'place', label: 'roadmap.place.open', keys: 'H', run: () => setOpened(true) }]);
  return (
    <Menu opened={opened} onChange={setOpened} returnFocus>
      <Menu.Target>
        <Button size="xs" variant={filled ? 'filled' : 'default'}>
          {t('roadmap.place.open')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {horizons.map((h) => (
          <Menu.Item key={h} disabled={h === current} onClick={() => choose(h)}>
            {words('enum', h)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
