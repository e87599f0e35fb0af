// The page of any object without a hand-made one.
import { ApiError, offlineProblem } from '../../api/errors';
import { nameOfPath } from '../../api/types';
import { ObjectPage } from '../../kit/ObjectPage';
import { Failed } from '../../kit/States';
import { useParam } from '../../kit/useParam';

export function AnyObject() {
  const name = nameOfPath(useParam('path'));
  const id = useParam('id');
  if (!name) return <Failed error={new ApiError({ ...offlineProblem, status: 404, code: 'not_found' })} />;
  return <ObjectPage key={id} of={name} id={id} />;
}
