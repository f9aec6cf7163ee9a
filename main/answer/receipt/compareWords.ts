// Two texts in, the words that both have and those that one of them has alone out, in reading order (longest common
// subsequence). For answers of a few hundred words.
export interface WordDifference {
  readonly kind: 'same' | 'then' | 'now';
  /** With the white space that follows. */
  readonly text: string;
}

export function compareWords(then: string, now: string): WordDifference[] {
  const [a, b] = [wordsOf(then), wordsOf(now)];
  // common[i][j]: how many words a[i..] and b[j..] have in common, in order.
  const common = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) common[i]![j] = a[i] === b[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
  }
  const differences: WordDifference[] = [];
  const add = (kind: WordDifference['kind'], text: string): void => {
    const last = differences.at(-1);
    if (last?.kind === kind) differences[differences.length - 1] = { kind, text: last.text + text };
    else differences.push({ kind, text });
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add('same', a[i]!);
      i += 1;
      j += 1;
    } else if (j === b.length || (i < a.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      add('then', a[i]!);
      i += 1;
    } else {
      add('now', b[j]!);
      j += 1;
    }
  }
  return differences;
}

const wordsOf = (text: string): string[] => text.match(/\S+\s*|^\s+/gu) ?? [];
