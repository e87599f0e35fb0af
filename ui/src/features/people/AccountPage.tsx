// One account.
import { ObjectPage } from '../../kit/ObjectPage';
import { useParam } from '../../kit/useParam';

export function AccountPage() {
  const id = useParam('id');
  return <ObjectPage key={id} of="account" id={id} />;
}
