/** What survives `JSON.stringify` unchanged. Plans, releases and references hold nothing else. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** An object of plain data: printed, hashed and sent as it is. */
export type JsonObject = { readonly [key: string]: Json };
