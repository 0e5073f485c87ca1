/** As much of markdown-it as is used here; VitePress brings it, and does not export its types. */
export interface Token {
  readonly type: string;
  readonly children: readonly Token[] | null;
  tag: string;
  /** Of a fence: what stands behind its three backticks. */
  info: string;
  attrs: unknown;
  attrGet(name: string): string | null;
  attrSet(name: string, value: string): void;
}

export interface Markdown {
  readonly core: { readonly ruler: { push(name: string, rule: Rule): void } };
}

export type Rule = (state: {
  readonly tokens: readonly Token[];
  readonly env: { readonly relativePath?: string };
}) => void;
