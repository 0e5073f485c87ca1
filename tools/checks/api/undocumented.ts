const markedAsSuch = /^\/\/ @\w+ \(undocumented\)\n(?:export )(?:abstract )?[a-z ]+? (\w+)/gm;

/** What is exported without a comment, by the name. API Extractor marks it in its reports. */
export function undocumented(report: string): string[] {
  return [...report.matchAll(markedAsSuch)].map(([, name = '']) => name);
}
