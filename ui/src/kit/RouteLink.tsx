// A router link with plain props, so that Mantine's `component={RouteLink}` keeps its types.
import { Link } from '@tanstack/react-router';
import type { ComponentProps } from 'react';

type Props = Omit<ComponentProps<'a'>, 'href'> & { to: string; search?: Record<string, string> };

export function RouteLink({ to, search, ...rest }: Props) {
  return <Link to={to} search={search} {...rest} />;
}
