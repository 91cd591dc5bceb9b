import type { Params } from '../params.ts';

/** One method of the Bot API: what it returns is the answer's `result`. */
export type Method = (params: Params, gone: AbortSignal) => unknown;
