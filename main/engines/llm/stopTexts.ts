// The texts at which an answer ends, of a chat template's stop triggers. A trigger with a special token is no text: its
// name would be ("EOS" ends no answer about a Canon EOS), and generation ends at such a token by itself.
import { SpecialToken, type LlamaText } from 'node-llama-cpp';

export function stopTextsOf(triggers: readonly LlamaText[]): string[] {
  const texts = triggers.filter(({ values }) => !values.some((value) => value instanceof SpecialToken)).map((trigger) => trigger.toString());
  return [...new Set(texts)].filter((text) => text !== '');
}
