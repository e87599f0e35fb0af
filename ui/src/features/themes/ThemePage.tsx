// One theme.
import { ObjectPage } from '../../kit/ObjectPage';
import { useParam } from '../../kit/useParam';

export function ThemePage() {
  const id = useParam('id');
  return <ObjectPage key={id} of="theme" id={id} />;
}
