// One evidence item.
import { ObjectPage } from '../../kit/ObjectPage';
import { useParam } from '../../kit/useParam';

export function EvidencePage() {
  const id = useParam('id');
  return <ObjectPage key={id} of="evidence" id={id} />;
}
