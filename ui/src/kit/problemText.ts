// A refusal in one or two plain sentences: what failed, what is kept, what to do.
import type { Problem } from '../api/errors';
import { isMsgId, useT } from '../i18n';

export function useProblemText(): (p: Problem) => string {
  const t = useT();
  return (p) => {
    const id = `error.${p.code}`;
    const known = isMsgId(id) ? t(id) : p.title;
    const fields = p.errors.map((e) => `${e.field}: ${e.message}`).join('; ');
    return [p.detail && p.detail !== p.title ? p.detail : known, fields].filter(Boolean).join(' ');
  };
}
