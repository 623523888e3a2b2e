import { distance } from 'fastest-levenshtein';

/** Up to three of `words` that were probably meant by `word`, nearest first; compared without case. */
export function findNearWords(word: string, words: Iterable<string>): string[] {
  const wanted = word.toLowerCase();
  const allowed = wanted.length < 5 ? 1 : Math.max(2, Math.floor(wanted.length / 3));
  const scored: { word: string; score: number }[] = [];
  for (const candidate of new Set(words)) {
    const lower = candidate.toLowerCase();
    const score = wanted.length >= 2 && lower.startsWith(wanted) ? 0.5 : distance(wanted, lower);
    if (score <= allowed) scored.push({ word: candidate, score });
  }
  scored.sort((a, b) => a.score - b.score || (a.word < b.word ? -1 : 1));
  return scored.slice(0, 3).map((near) => near.word);
}

/** `Did you mean \`a\`?`, or `otherwise` where nothing is near. */
export function didYouMean(word: string, words: Iterable<string>, otherwise: string): string {
  const near = findNearWords(word, words).map((candidate) => `\`${candidate}\``);
  if (near.length === 0) return otherwise;
  return `Did you mean ${near.length > 1 ? `${near.slice(0, -1).join(', ')} or ${near.at(-1)}` : near[0]}?`;
}
