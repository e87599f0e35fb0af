// One insight.
import { ObjectPage } from '../../kit/ObjectPage';
import { useParam } from '../../kit/useParam';

export function InsightPage() {
  const id = useParam('id');
  return <ObjectPage key={id} of="insight" id={id} />;
}
