// @ts-check
// The one error that set-up shows to a person: what happened, and what to do about it.
// In: any thrown value. Out: plain lines on stderr and an exit code.
// Invariant: an expected failure never prints a stack trace; an unexpected one always does.

export class SetupError extends Error {
  /**
   * @param {string} message what happened, naming the file or package
   * @param {{ remedy?: string, detail?: string, cause?: unknown }} [more] detail: a tool's own output
   */
  constructor(message, { remedy, detail, cause } = {}) {
    super(message, { cause });
    this.name = 'SetupError';
    this.remedy = remedy;
    this.detail = detail;
  }
}

/** @param {unknown} error */
export function describeError(error) {
  if (!(error instanceof SetupError)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = [error.message];
  if (error.detail?.trim()) lines.push(shorten(error.detail.trim().split('\n')));
  if (error.remedy) lines.push(error.remedy);
  return lines.join('\n');
}

/** npm says first what is wrong, compilers last: both ends are kept. @param {string[]} lines */
function shorten(lines) {
  const kept = lines.length > 30 ? [...lines.slice(0, 12), '…', ...lines.slice(-15)] : lines;
  return kept.map((line) => `    ${line}`).join('\n');
}

/** Runs a script's main function; its return value is the exit code. @param {() => Promise<number>} main */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.stderr.write(`\n${describeError(error)}\n`);
    process.exitCode = 1;
  }
}
