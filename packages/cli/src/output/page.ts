import type { Channel } from './channel.ts';
import type { Symbols } from './symbols.ts';

/** What drawing needs to know of where it will be seen. */
export interface Page extends Pick<Channel, 'columns' | 'style'> {
  readonly symbols: Symbols;
}
