// One decision.
import { ObjectPage } from '../../kit/ObjectPage';
import { useParam } from '../../kit/useParam';

export function DecisionPage() {
  const id = useParam('id');
  return <ObjectPage key={id} of="decision" id={id} />;
}
