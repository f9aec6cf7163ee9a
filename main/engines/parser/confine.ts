// Takes from a parser worker what reading a file does not need, before the first file is opened: threads. The network is
// shut already, as in every engine (runEngine.ts); writing, programs and native code are denied by Node's permission
// model (parserProgram.ts). That stops a library that follows a reference, and code that was smuggled into one; it is no
// wall against native code that was taken over.

export function confine(): void {
  // A thread may be started with rights of its own, so none is started any more.
  (process.permission as { drop?(scope: string): void } | undefined)?.drop?.('worker');
}
