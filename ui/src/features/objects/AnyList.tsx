// The list of any resource; an id or short number in its place leads to the object.
import { Navigate } from '@tanstack/react-router';
import { ApiError, offlineProblem } from '../../api/errors';
import { nameOfId, nameOfPath } from '../../api/types';
import { hrefOf } from '../../kit/Chips';
import { ResourceList } from '../../kit/ResourceList';
import { Failed } from '../../kit/States';
import { useParam } from '../../kit/useParam';

export function AnyList() {
  const path = useParam('path');
  const name = nameOfPath(path);
  if (name) return <ResourceList key={name} of={name} />;
  const of = nameOfId(path);
  if (of)
    return (
      <Navigate
        to={hrefOf(
          of,
          path.replace(/^([a-z])-?(\d+)$/i, (_, l: string, n: string) => `${l.toUpperCase()}-${n}`),
        )}
        replace
      />
    );
  return <Failed error={new ApiError({ ...offlineProblem, status: 404, code: 'not_found' })} />;
}
