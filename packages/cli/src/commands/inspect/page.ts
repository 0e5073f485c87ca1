import type { Channel } from '../../output/channel.ts';
import type { Symbols } from '../../output/symbols.ts';

/** What drawing needs to know of where it will be seen. */
export interface Page extends Pick<Channel, 'columns' | 'style'> {
  readonly symbols: Symbols;
}
