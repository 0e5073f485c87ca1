import type { Markdown } from './markdown-it.ts';

/** What a command prints is text: the grammar that is meant for consoles colours what it cannot know. */
export function plainTranscripts(markdown: Markdown): void {
  markdown.core.ruler.push('plain-transcripts', ({ tokens }) => {
    for (const token of tokens) {
      if (token.type === 'fence' && token.info.startsWith('console')) token.info = 'text';
    }
  });
}
