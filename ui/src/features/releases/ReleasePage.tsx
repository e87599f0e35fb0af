// One release.
import { ObjectPage } from '../../kit/ObjectPage';
import { useParam } from '../../kit/useParam';

export function ReleasePage() {
  const id = useParam('id');
  return <ObjectPage key={id} of="release" id={id} />;
}
