// The type that every host fulfils: one handler for each route of the contract. A missing or an extra handler is
// a compile error, wherever the table is assembled.
import type { ParsedInput, RequestName, RouteEvent, RouteName, RouteOutput, StreamName } from '../../contract/routes.ts';

/** Handlers for every route. A stream handler emits events and resolves when it is over; both obey `signal`. */
export type Handlers = {
  [Name in RouteName]: Name extends RequestName
    ? (input: ParsedInput<Name>, context: { readonly signal: AbortSignal }) => Promise<RouteOutput<Name>>
    : Name extends StreamName
      ? (input: ParsedInput<Name>, context: { readonly signal: AbortSignal; readonly emit: (event: RouteEvent<Name>) => void }) => Promise<void>
      : never;
};

/** What only a host with a window can do; the rest is the same for the window and the command line. */
export type ShellRoute =
  | 'dialog.pick'
  | 'document.reveal'
  | 'document.openInSystem'
  | 'document.exportAccount'
  | 'answer.save'
  | 'answer.print'
  | 'keys.printRecoveryCode'
  | 'ledger.save'
  | 'erasure.save'
  | 'exit.pick'
  | 'exit.reveal'
  | 'privacy.openLog'
  | 'privacy.saveProof'
  | 'update.show'
  | 'removal.quit'
  | 'app.info';
export type ShellHandlers = Pick<Handlers, ShellRoute>;
export type CoreHandlers = Omit<Handlers, ShellRoute>;
