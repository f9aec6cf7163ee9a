// How two programs of Freehold describe what they can ask of each other: a table of methods, each with zod
// schemas for what goes in, what comes out, and the events on the way. Both sides check what they receive.
import { z } from 'zod';
import { ERROR_CODES } from '../../../contract/errors.ts';

export const PROTOCOL_VERSION = 2;

export interface MethodDefinition<Params extends z.ZodType = z.ZodType, Result extends z.ZodType = z.ZodType, Event extends z.ZodType = z.ZodType> {
  readonly params: Params;
  readonly result: Result;
  readonly event: Event;
}

export type Protocol = Readonly<Record<string, MethodDefinition>>;

/** A method; without `event` it emits none. */
export function method<Params extends z.ZodType, Result extends z.ZodType, Event extends z.ZodType = z.ZodNever>(definition: {
  readonly params: Params;
  readonly result: Result;
  readonly event?: Event;
}): MethodDefinition<Params, Result, Event> {
  return { params: definition.params, result: definition.result, event: (definition.event ?? z.never()) as Event };
}

export type MethodParams<P extends Protocol, Name extends keyof P> = z.input<P[Name]['params']>;
export type MethodResult<P extends Protocol, Name extends keyof P> = z.output<P[Name]['result']>;
export type MethodEvent<P extends Protocol, Name extends keyof P> = z.output<P[Name]['event']>;

export interface MethodContext<Event> {
  /** Aborted when the caller cancels or the connection is gone. */
  readonly signal: AbortSignal;
  readonly emit: (event: Event) => void;
}

/** The implementation of a protocol: one function a method, none missing, none extra. */
export type Service<P extends Protocol> = {
  readonly [Name in keyof P]: (params: z.output<P[Name]['params']>, context: MethodContext<MethodEvent<P, Name>>) => Promise<MethodResult<P, Name>>;
};

export interface CallOptions<Event> {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: Event) => void;
}

/** Calls the other side. A cancelled call still settles with what the method returns or throws after its abort. */
export type Call<P extends Protocol> = <Name extends keyof P & string>(
  name: Name,
  params: MethodParams<P, Name>,
  options?: CallOptions<MethodEvent<P, Name>>,
) => Promise<MethodResult<P, Name>>;

const wireError = z.strictObject({
  // A code that this side doesn't know must still settle the call.
  code: z.enum(ERROR_CODES).catch('internal'),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).catch({}),
  detail: z.string().exactOptional(),
});

/** The frames on the wire. */
export const frame = z.discriminatedUnion('type', [
  /** `ownNetwork`: this program is in a network of its own, which is empty. */
  z.strictObject({ type: z.literal('ready'), protocol: z.number(), ownNetwork: z.boolean() }),
  /** The guard stopped a call that would have used the network. */
  z.strictObject({ type: z.literal('blocked'), kind: z.string().max(40) }),
  z.strictObject({ type: z.literal('call'), id: z.number(), name: z.string(), params: z.unknown() }),
  z.strictObject({ type: z.literal('event'), id: z.number(), event: z.unknown() }),
  z.strictObject({ type: z.literal('result'), id: z.number(), value: z.unknown() }),
  z.strictObject({ type: z.literal('error'), id: z.number(), error: wireError }),
  z.strictObject({ type: z.literal('cancel'), id: z.number() }),
  z.strictObject({ type: z.literal('stop') }),
]);
export type Frame = z.infer<typeof frame>;
