// A message with what is attached to it: one document, and its members.
import { accept, MAX_TEXT_LENGTH, refuse, type ParseOutcome } from '../parseOutcome.ts';
import type { MemberStep } from '../members/memberSteps.ts';
import type { Mail } from './mail.ts';
import { mailDocument } from './mailDocument.ts';
import { mailMembers } from './mailMembers.ts';

/** @param stepTo the step to a part by its place among all parts */
export function mailOutcome(mail: Mail, title: string, stepTo: (index: number) => MemberStep): ParseOutcome {
  if (Math.max(mail.plain?.length ?? 0, mail.html?.length ?? 0) > MAX_TEXT_LENGTH) return refuse('too-much-text');
  const { members, more } = mailMembers(mail.parts, stepTo);
  const document = mailDocument(mail, title, members.map(({ name }) => name));
  const outcome = accept(more ? { ...document, partly: 'too-much-text' } : document);
  return outcome.ok && members.length > 0 ? { ...outcome, members } : outcome;
}
