// A part of the address by its name.
import { useParams } from '@tanstack/react-router';

export function useParam(name: string): string {
  const params: Record<string, string | undefined> = useParams({ strict: false });
  return params[name] ?? '';
}
