/** Plain text for a page of Markdown: what looks like HTML, emphasis or a template is none; code in backticks stays. */
export function prose(text: string): string {
  return text
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim()
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(/[<{*_[]/g, String.raw`\$&`)))
    .join('');
}
