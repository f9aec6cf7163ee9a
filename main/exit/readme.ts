// README.md of an export: what is here, of which library and version, how much of it, and that it lies open.
import type { ExitCounts } from '../../contract/exit.ts';
import type { Language, Translate } from '../../contract/messages/index.ts';

export interface ReadmeFacts {
  readonly libraryName: string;
  readonly encrypted: boolean;
  readonly appVersion: string;
  readonly atMs: number;
  readonly counts: ExitCounts;
}

/** A table without rows has no file to read. */
const EXAMPLES = [
  ['documents', 'name, state'],
  ['passages', 'text'],
  ['citations', 'quote'],
] as const;

export function readme({ libraryName, encrypted, appVersion, atMs, counts }: ReadmeFacts, t: Translate, language: Language): string {
  const time = new Date(atMs).toLocaleString(language, { dateStyle: 'long', timeStyle: 'short' });
  const figures = (['documents', 'unread', 'passages', 'vectors', 'conversations', 'answers', 'citations'] as const).map((name) => `| ${t(`exit.readme.count.${name}`)} | ${counts[name].toLocaleString(language)} |`);
  return [
    `# ${t('exit.readme.title')}`,
    // A name in a code span, which no Markdown in it leaves.
    t('exit.readme.lead', { name: `\`${libraryName.replaceAll('`', '’')}\``, version: appVersion, time }),
    `**${t(encrypted ? 'exit.readme.openEncrypted' : 'exit.readme.open')}**`,
    `| | |\n|---|---|\n${figures.join('\n')}`,
    (['documents', 'conversations', 'jsonl', 'parquet', 'schema'] as const).map((name) => `- ${t(`exit.readme.${name}`)}`).join('\n'),
    `## ${t('exit.readme.howTitle')}`,
    t('exit.readme.how'),
    ['```python', 'import duckdb', ...EXAMPLES.filter(([table]) => counts[table] > 0).map(([table, column]) => `print(duckdb.sql("SELECT ${column} FROM 'parquet/${table}.parquet'"))`), '```'].join('\n'),
    `## ${t('exit.readme.notTitle')}`,
    t('exit.readme.not'),
    '',
  ].join('\n\n');
}
