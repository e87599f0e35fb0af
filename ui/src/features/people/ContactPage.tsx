// One contact.
import { ObjectPage } from '../../kit/ObjectPage';
import { useParam } from '../../kit/useParam';

export function ContactPage() {
  const id = useParam('id');
  return <ObjectPage key={id} of="contact" id={id} />;
}
