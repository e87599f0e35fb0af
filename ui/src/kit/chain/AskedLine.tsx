// "31 asked, 24 reachable, 9 answered" with the way to tell them. Shown wherever something was decided or shipped.
import { Button, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useT } from '../../i18n';
import { RouteLink } from '../RouteLink';
import { useCan } from '../session';
import css from './chain.module.css';
import type { Asked } from './types';

/** Where everyone who asked is told about a decision, release, roadmap item or opportunity. */
const tellSearch = (id: string): Record<string, string> => (id.startsWith('re_') ? { release: id } : { decision: id });

type Props = {
  asked: Asked;
  about: string;
  /** Takes the focus when it appears: the next step of who just decided or released. */
  takesFocus?: boolean;
};

export function AskedLine({ asked, about, takesFocus }: Props) {
  const t = useT();
  const can = useCan();
  const next = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (takesFocus) next.current?.focus();
  }, [takesFocus]);
  const open = asked.reachable - asked.answered;
  return (
    <div className={css.asked} role="status">
      <Text size="sm">
        {asked.asked === 0
          ? t('asked.none')
          : t('asked.line', { asked: asked.asked, reachable: asked.reachable, answered: asked.answered })}
      </Text>
      {asked.asked > 0 && can('answers_create') ? (
        <Button
          ref={next}
          component={RouteLink}
          to="/answers/tell"
          search={tellSearch(about)}
          size="xs"
          variant={open > 0 ? 'filled' : 'default'}
        >
          {open > 0 ? t('asked.tell') : t('asked.see')}
        </Button>
      ) : null}
    </div>
  );
}
