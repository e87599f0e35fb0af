// Warns when a need is worded as a solution. Words only, in the languages the program writes; it never refuses.
import { useT } from '../../i18n';
import { Warn } from './Warn';

const solutionWords =
  /\b(add|build|implement|create|integrate|introduce|provide|support for|button|dropdown|checkbox|toggle|tab|page|screen|dashboard|widget|plugin|api|app|feature|export to|dark mode|einbauen|hinzufügen|knopf|schaltfläche|ajouter|bouton|añadir|botón)\b/i;

/** The first word that names a solution rather than progress, or null. */
export const solutionWord = (text: string): string | null => solutionWords.exec(text)?.[0] ?? null;

export function SolutionWarning({ text }: { text: string }) {
  const t = useT();
  const word = solutionWord(text);
  if (!word) return null;
  return <Warn>{t('opportunity.solutionWording', { word })}</Warn>;
}
