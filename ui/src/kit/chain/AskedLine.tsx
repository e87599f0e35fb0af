// "31 asked, 24 reachable, 9 answered" with the way to tell them. Shown wherever something was decided or shipped.
import { Button, Text } from '@mantine/core';

import { useT } from '../../i18n';
import { RouteLink } from '../RouteLink';
import { useCan } from '../session';
import css from './chain.module.css';
import type { Asked } from './types';

/** Where everyone who asked is told about a decision, release, roadmap item or opportunity. */
export const tellSearch = (id: string): Record<string, string> =>
  id.startsWith('re_') ? { release: id } : { decision: id };

type Props = { asked: Asked; about: string; autoFocus?: boolean };

export function AskedLine({ asked, about, autoFocus }: Props) {
  const t = useT();
  const can = useCan();
  const open = asked.reachable - asked.answered;
  return (
    <div className={css.asked}>
      <Text size="sm">
        {asked.asked === 0
          ? t('asked.none')
          : t('asked.line', { asked: asked.asked, reachable: asked.reachable, answered: asked.answered })}
      </Text>
      {asked.asked > 0 && can('answers_create') ? (
        <Button
          component={RouteLink}
          to="/answers/tell"
          search={tellSearch(about)}
          size="xs"
          variant={open > 0 ? 'filled' : 'default'}
          data-autofocus={autoFocus || undefined}
          autoFocus={autoFocus}
        >
          {open > 0 ? t('asked.tell') : t('asked.see')}
        </Button>
      ) : null}
    </div>
  );
}
