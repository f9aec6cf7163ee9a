// The typed side of the bridge: `request` for one answer, `stream` for many events, `dropped` for dropped files.
// In: names and inputs of the contract. Out: values, or an AppError; a bridge result is never passed on raw.
import type { Bridge } from '../../contract/bridge.ts';
import { AppError, fromWireError } from '../../contract/errors.ts';
import type { RequestName, RouteEvent, RouteInput, RouteOutput, StreamName } from '../../contract/routes.ts';

export type PickedItem = RouteOutput<'dialog.pick'>[number];

export interface StreamHandlers<Event> {
  onEvent(event: Event): void;
  /** Once, after the last event: null after a normal end or an abort. */
  onEnd?(error: AppError | null): void;
}

let bridge: Bridge | null = null;

/** Injects the transport: preload's bridge in the app, a mock in a browser or a test. */
export function connect(transport: Bridge): void {
  bridge = transport;
}

function connected(): Bridge {
  if (bridge === null) throw new Error('connect() has not been called');
  return bridge;
}

export async function request<Name extends RequestName>(name: Name, input: RouteInput<Name>): Promise<RouteOutput<Name>> {
  const result = await connected().request(name, input);
  if (!result.ok) throw fromWireError(result.error);
  return result.value as RouteOutput<Name>;
}

export function stream<Name extends StreamName>(
  name: Name,
  input: RouteInput<Name>,
  handlers: StreamHandlers<RouteEvent<Name>>,
  signal?: AbortSignal,
): void {
  if (signal?.aborted === true) {
    handlers.onEnd?.(null);
    return;
  }
  const cancel = connected().stream(
    name,
    input,
    (event) => handlers.onEvent(event as RouteEvent<Name>),
    (error) => {
      signal?.removeEventListener('abort', cancel);
      handlers.onEnd?.(error === null ? null : fromWireError(error));
    },
  );
  signal?.addEventListener('abort', cancel, { once: true });
}

/** At most a thousand at a time, as with `source.add`. */
export async function dropped(files: readonly File[]): Promise<PickedItem[]> {
  const result = await connected().dropped(files);
  if (!result.ok) throw fromWireError(result.error);
  return result.value as PickedItem[];
}

/** Anything thrown, as an AppError that the catalogue has words for. */
export function asAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError('internal', {}, { cause: error });
}
