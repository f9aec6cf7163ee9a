// The two verbs of the boundary: a request (one input, one output) and a stream (one input, many events).
// Every message is validated against these schemas on the side that receives it.
import type { z } from 'zod';

export interface RequestRoute<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly verb: 'request';
  readonly input: Input;
  readonly output: Output;
}

export interface StreamRoute<Input extends z.ZodType = z.ZodType, Event extends z.ZodType = z.ZodType> {
  readonly verb: 'stream';
  readonly input: Input;
  readonly event: Event;
}

export function request<Input extends z.ZodType, Output extends z.ZodType>(input: Input, output: Output): RequestRoute<Input, Output> {
  return { verb: 'request', input, output };
}

export function stream<Input extends z.ZodType, Event extends z.ZodType>(input: Input, event: Event): StreamRoute<Input, Event> {
  return { verb: 'stream', input, event };
}
