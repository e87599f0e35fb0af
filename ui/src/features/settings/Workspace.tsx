// The workspace itself: name, profile, zone, how old words must be to count as history.
import { useQuery } from '@tanstack/react-query';
import { oneQuery } from '../../api/queries';
import { Fields } from '../../kit/ObjectPage';
import { Await } from '../../kit/States';
import { useMe } from '../../kit/session';

export function Workspace() {
  const me = useMe();
  const query = useQuery({ ...oneQuery('workspace', me?.workspace.id ?? ''), enabled: me !== undefined });
  return <Await query={query}>{(row) => <Fields of="workspace" row={row} showLabel />}</Await>;
}
