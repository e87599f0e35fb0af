// One opportunity.
import { ObjectPage } from '../../kit/ObjectPage';
import { useParam } from '../../kit/useParam';

export function OpportunityPage() {
  const id = useParam('id');
  return <ObjectPage key={id} of="opportunity" id={id} />;
}
